# SPDX-License-Identifier: AGPL-3.0-or-later
from functools import cache
from zoneinfo import available_timezones


@cache
def time_zones() -> tuple[str, ...]:
    """Names of the time zone database that people choose from: places, and UTC. Looked up once, since it reads a folder tree."""
    places = (zone for zone in available_timezones() if "/" in zone and not zone.startswith(("Etc/", "SystemV/")))
    return (*sorted(places), "UTC")
