# SPDX-License-Identifier: AGPL-3.0-or-later
"""System checks that stop a start: a mistake in a module or a role that row security does not bind."""

import sys

from ruche.config.errors import StartRefused


def check_start() -> None:
    """Raise `StartRefused` with all faults, those of the database included."""
    from django.core import checks

    faults = [message for message in checks.run_checks(databases=["default"]) if message.is_serious() and not message.is_silenced()]
    for fault in faults:
        print(f"ruche: {fault.msg} {fault.hint or ''}".rstrip() + f" ({fault.id})", file=sys.stderr)
    if faults:
        raise StartRefused("Ruche does not start before this is repaired.")
