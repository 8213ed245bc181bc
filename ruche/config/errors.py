# SPDX-License-Identifier: AGPL-3.0-or-later
"""What stops a command of `ruche` with one sentence instead of a traceback."""

import sys
from collections.abc import Callable


class StartRefused(Exception):
    """Ruche cannot start or go on; the only argument is one sentence: what is wrong and what to do."""


def spoken(command: Callable[[], int]) -> int:
    """The exit status of `command`; a refusal is said on standard error."""
    try:
        return command()
    except StartRefused as refusal:
        print(f"ruche: {refusal}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
