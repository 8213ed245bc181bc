# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a wrong setting raises."""


class SettingError(Exception):
    """A setting is wrong; the only argument is one sentence that names it and says what is expected."""
