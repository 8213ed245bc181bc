# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a wrong setting raises."""

from ruche.config.errors import StartRefused


class SettingError(StartRefused):
    """A setting is wrong; the sentence names the variable, what is wrong and what is expected."""
