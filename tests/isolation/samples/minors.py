# SPDX-License-Identifier: AGPL-3.0-or-later
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.utils import timezone

from ruche.kernel.db.context import organisation_scope
from ruche.kernel.lifecycle.models import Minor
from ruche.kernel.lifecycle.services.consents import record_paper_consent
from ruche.kernel.lifecycle.services.minors import declare_minor
from ruche.kernel.testing.people import make_membership, make_user
from tests.isolation.cases import Case
from tests.isolation.world import World

_CHILD = timezone.now().date() - timedelta(days=12 * 365)
_BORN = {"born_on": _CHILD.isoformat(), "guardian_email": "parent@example.org"}


def furnish(world: World) -> None:
    alice, things = world.actor("alice"), world.things
    for name, given in (("asked", False), ("given", True), ("grown", True)):
        child = make_membership(make_user(f"Quokka-joey-{name}"), world.atelier)
        with organisation_scope(world.atelier.id, alice.user.id):
            declare_minor(alice, membership_id=child.pk, born_on=_CHILD, guardian_email="quokka.parent@example.org")
            if given:
                record_paper_consent(alice, membership_id=child.pk, name="Quokka Parent", signed_on=_CHILD)
        things[f"child_{name}"] = child
    with organisation_scope(world.atelier.id):  # the job has not come by since the birthday
        Minor.objects.filter(membership=things["child_grown"]).update(born_on=_CHILD - timedelta(days=4 * 365))


def _asked(world: World) -> Mapping[str, Any]:
    return {"membership_id": world.things["child_asked"].pk}


def _given(world: World) -> Mapping[str, Any]:
    return {"membership_id": world.things["child_given"].pk}


_INVITED = {"name": "New", "email": "new.child@example.org", "role": "member", **_BORN}

CASES: list[Case] = [
    Case("lifecycle:minor_list"),
    Case("lifecycle:minor_search"),
    Case("lifecycle:minor_detail", parameters=_asked),
    Case("lifecycle:minor_declaration", parameters=_asked),
    Case("lifecycle:minor_declaration", "post", _asked, lambda world: _BORN),
    Case("lifecycle:minor_link", "post", _asked),
    Case("lifecycle:minor_letter", "post", _asked, lambda world: {"guardian_email": "another.parent@example.org"}),
    Case("lifecycle:minor_paper", "post", _asked, lambda world: {"name": "A parent", "signed_on": _CHILD.isoformat()}),
    Case("lifecycle:minor_withdrawal", "post", _given),
    Case("lifecycle:minor_invitation"),
    Case("lifecycle:minor_invitation", "post", data=lambda world: _INVITED),
    Case("api_minors"),
    Case("api_minor", parameters=_asked),
]
