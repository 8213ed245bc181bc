# SPDX-License-Identifier: AGPL-3.0-or-later
from ruche.kernel.directories.services.directories import ask_for_run, delete_directory, save_directory, start_due, try_directory
from ruche.kernel.directories.services.synchronisation import synchronise

__all__ = ["ask_for_run", "delete_directory", "save_directory", "start_due", "synchronise", "try_directory"]
