# SPDX-License-Identifier: AGPL-3.0-or-later
import difflib
import os

from ruche.config.doctor.findings import Findings, doubtful, well
from ruche.config.environment import Environment

_PART = "Settings"


def look_at_settings(environment: Environment) -> Findings:
    yield well(_PART, f"all values can be used (profile {environment.profile})")
    for name in environment.unknown:
        near = difflib.get_close_matches(name, environment.known, n=1)
        yield doubtful(_PART, f"{name} is no setting of Ruche and does nothing", f"Did you mean {near[0]}?" if near else "Remove it.")
    if environment.is_development and not environment.is_loopback:
        yield doubtful(_PART, "the development profile shows its inside to everybody who reaches it", "Set RUCHE_PROFILE=production.")
    if environment.demo == "public" and not environment.is_loopback:
        yield doubtful(_PART, "anybody may sign in as a demo person", "Set RUCHE_DEMO=0 and run: ruche demo --remove")
    if os.geteuid() == 0:
        yield doubtful(_PART, "Ruche runs as root", "Start it as a user of its own; only the database has one already.")
