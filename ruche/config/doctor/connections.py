# SPDX-License-Identifier: AGPL-3.0-or-later
from ruche.config.doctor.findings import Findings, doubtful, well
from ruche.config.open_files import COMFORTABLE, obtainable_files

_PART = "Open files"


def look_at_connections() -> Findings:
    """As this shell may have them; a service has limits of its own."""
    files = obtainable_files()
    if files < COMFORTABLE:
        yield doubtful(
            _PART,
            f"{files:,} at most, and each page that somebody has open is one",
            f"Allow {COMFORTABLE:,} or more: LimitNOFILE= in systemd, nofile in /etc/security/limits.conf, --ulimit in Docker.",
        )
    else:
        yield well(_PART, f"{files:,} at most, and each page that somebody has open is one")
