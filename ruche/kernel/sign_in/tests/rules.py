# SPDX-License-Identifier: AGPL-3.0-or-later
"""What tests of the gate say often."""

from typing import Any

from django.test import Client

from ruche.kernel.db.context import organisation_scope
from ruche.kernel.organisations.models import Organisation
from ruche.kernel.sign_in.facts import METHODS
from ruche.kernel.sign_in.services.policies import set_policy
from ruche.kernel.testing.people import PASSWORD, find_actor
from ruche.kernel.users.models import User

SIGN_IN = "/account/sign-in/"


def rule(owner: User, organisation: Organisation, **values: Any) -> None:
    """A policy of the organisation: nothing is required but what is named."""
    given = {"second_factor": "optional", "roles": [], "grace_days": 0, "session_hours": None, "methods": METHODS, "version": 0, **values}
    with organisation_scope(organisation.pk, owner.pk):
        set_policy(find_actor(owner, organisation), **given)
    organisation.refresh_from_db()


def browser(**headers: str) -> Any:
    """A new one, in English."""
    return Client(headers={"accept-language": "en", **headers})


def sign_in(client: Any, email: str, path: str = SIGN_IN) -> Any:
    return client.post(path, {"login": email, "password": PASSWORD})


def token(path: str = "token", *, agent: str = "backup/1.0", **data: Any) -> Any:
    """A request of a programme, which has no session."""
    return Client(headers={"user-agent": agent, "accept-language": "en"}).post(
        f"/api/v1/{path}/", {"password": PASSWORD, **data} if path == "token" else data, content_type="application/json"
    )
