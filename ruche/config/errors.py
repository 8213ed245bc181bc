# SPDX-License-Identifier: AGPL-3.0-or-later
"""What stops a command of `ruche` with one sentence instead of a traceback."""


class StartRefused(Exception):
    """Ruche cannot start or go on; the only argument is one sentence: what is wrong and what to do."""
