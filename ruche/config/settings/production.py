# SPDX-License-Identifier: AGPL-3.0-or-later
from ruche.config.settings.base import *  # noqa: F403

DEBUG = False
