# SPDX-License-Identifier: AGPL-3.0-or-later
"""One person for each column, who has nothing but their role: nothing in the world is theirs."""

import time
from collections.abc import Mapping

from django.conf import settings
from django.test import Client

from ruche.kernel.access.roles import Role
from ruche.kernel.sign_in.facts import SESSION_KEY, SignInFacts, write_facts
from ruche.kernel.testing.people import make_membership, make_user, put_in
from tests.isolation.world import World

ROLES: Mapping[str, Role] = {
    "guest": Role.GUEST,
    "member": Role.MEMBER,
    "head": Role.MEMBER,
    "manager": Role.MANAGER,
    "admin": Role.ADMIN,
    "owner": Role.OWNER,
}
OUTSIDE = ("stranger", "instance")
COLUMNS = (*ROLES, *OUTSIDE)


def bring_people(world: World) -> dict[str, str]:
    """Column → the key of a session. The head is a member who heads the group that the cases are about; the stranger is elsewhere,
    and whoever administrates the instance belongs to no organisation.
    """
    sessions = {}
    for column, role in ROLES.items():
        user = make_user(f"The {column}".replace(" ", "-"))
        make_membership(user, world.atelier, role)
        if column == "head":
            put_in(world.things["group"], user, post="head")
        sessions[column] = _session(user)
    administrator = make_user("The-instance")
    administrator.is_instance_admin = True
    administrator.save(update_fields=["is_instance_admin"])
    return {**sessions, "stranger": _session(world.people["charlie"]), "instance": _session(administrator)}


def client_with(session: str) -> Client:
    client = Client(raise_request_exception=False)
    client.cookies[settings.SESSION_COOKIE_NAME] = session
    return client


def _session(user: object) -> str:
    client = Client()
    client.force_login(user)
    session = client.session
    session[SESSION_KEY] = write_facts(SignInFacts(authenticated_at=time.time(), has_factor=True))
    session.save()
    return client.cookies[settings.SESSION_COOKIE_NAME].value
