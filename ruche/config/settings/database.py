# SPDX-License-Identifier: AGPL-3.0-or-later
from typing import Any

from ruche.config.environment import Environment


def django_database(environment: Environment, *, as_owner: bool) -> dict[str, Any]:
    """Django's settings for one of the two roles. Threads stay, so their connections do too."""
    address = environment.owner_database if as_owner and environment.owner_database else environment.database
    return {
        "ENGINE": "ruche.kernel.db.postgresql",
        "HOST": address.host,
        "PORT": str(address.port),
        "NAME": address.name,
        "USER": address.user,
        "PASSWORD": address.password,
        "OPTIONS": {**dict(address.options), "application_name": "ruche"},
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "ATOMIC_REQUESTS": False,
        "DISABLE_SERVER_SIDE_CURSORS": False,
    }
