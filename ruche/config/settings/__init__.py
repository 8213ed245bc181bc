# SPDX-License-Identifier: AGPL-3.0-or-later
"""Django's settings, made from the environment only. The profile chooses the module."""

from ruche.config.environment import read_environment

if read_environment().is_development:
    from ruche.config.settings.development import *  # noqa: F403
else:
    from ruche.config.settings.production import *  # noqa: F403
