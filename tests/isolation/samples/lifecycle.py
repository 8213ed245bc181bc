# SPDX-License-Identifier: AGPL-3.0-or-later
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from ruche.kernel.db.context import organisation_scope
from ruche.kernel.lifecycle.models import ChecklistTick, Departure, InvitationBatch
from ruche.kernel.lifecycle.services import (
    Step,
    create_checklist,
    finish_leaving,
    read_batch,
    run_checklist,
    send_batch,
    start_leaving,
)
from ruche.kernel.testing.people import find_actor, make_membership, make_user
from tests.isolation.cases import Case
from tests.isolation.world import World


def furnish(world: World) -> None:
    alice, things = world.actor("alice"), world.things
    with organisation_scope(world.atelier.id, alice.user.id):
        things["read_batch"] = read_batch(alice, file_name="quokkas.csv", content=b"quokka.one@example.org")
        things["batch"] = read_batch(alice, file_name="more quokkas.csv", content=b"quokka.two@example.org")
        send_batch(alice, batch_id=things["batch"].id)
        assert InvitationBatch.objects.count() == 2
        _checklists_and_departures(world)


def _checklists_and_departures(world: World) -> None:
    """Bob arrives with a checklist; one person is about to leave since yesterday, another left something behind."""
    alice, things, yesterday = world.actor("alice"), world.things, timezone.localdate() - timedelta(days=1)
    steps = [Step("Feed the quokka"), Step("Stroke the quokka")]
    things["checklist"] = create_checklist(alice, kind="onboarding", name="Quokka steps", steps=steps)
    bob = world.actor("bob").membership.id
    things["run"] = run_checklist(alice, checklist_id=things["checklist"].id, membership_id=bob, day=yesterday)
    things["tick"] = ChecklistTick.objects.filter(run=things["run"]).first()
    for name in ("leaving_member", "left_member"):
        things[name] = make_membership(make_user(f"Quokka-{name[:4]}"), world.atelier, "manager")
        create_checklist(find_actor(things[name].user, world.atelier), kind="leaving", name=f"Quokka {name}", steps=steps)
        things["departure"] = departure = start_leaving(alice, membership_id=things[name].id, last_day=timezone.localdate())
        if name == "left_member":
            finish_leaving(alice, membership_id=things[name].id)
        else:
            Departure.objects.filter(pk=departure.pk).update(last_day=yesterday)
            things["planned"] = departure
    things["departure"] = things["planned"]


def _batch(world: World) -> Mapping[str, Any]:
    return {"batch_id": world.things["read_batch"].id}


def _of(**names: str) -> Callable[[World], Mapping[str, Any]]:
    return lambda world: {parameter: world.things[name].id for parameter, name in names.items()}


_CHECKLIST, _BOB = _of(checklist_id="checklist"), _of(membership_id="bob")
_TICK, _RUN = _of(membership_id="bob", tick_id="tick"), _of(membership_id="bob", run_id="run")
_LEAVING, _LEFT = _of(membership_id="leaving_member"), _of(membership_id="left_member")
_FORM = {"name": "Another", "kind": "onboarding", "version": 0, "rows": 1}
_STEP = {"step-0-text": "Wave", "step-0-days": 0, "step-0-side": "after", "step-0-who": "person"}
_STEPS = [{"text": "Wave", "days": 1, "who": "person"}]


def _last_day(world: World) -> dict[str, Any]:
    return {"last_day": timezone.localdate().isoformat()}


_LEAVING_CASES: list[Case] = [
    Case("lifecycle:checklist_list"),
    Case("lifecycle:checklist_creation"),
    Case("lifecycle:checklist_creation", "post", data=lambda world: {**_FORM, **_STEP}),
    Case("lifecycle:checklist_detail", parameters=_CHECKLIST),
    Case("lifecycle:checklist_detail", "post", _CHECKLIST, lambda world: {**_FORM, **_STEP}),
    Case("lifecycle:checklist_deletion", "post", _CHECKLIST),
    Case("lifecycle:person_runs", parameters=_BOB),
    Case("lifecycle:person_runs", "post", _of(membership_id="dana"), lambda world: {"checklist_id": str(world.things["checklist"].id)}),
    Case("lifecycle:step_tick", "post", _TICK, lambda world: {"done": "1"}),
    Case("lifecycle:run_cancellation", "post", _RUN),
    Case("lifecycle:departure", parameters=_LEAVING),
    Case("lifecycle:departure", "post", _LEAVING, _last_day),
    Case("lifecycle:heir_search", parameters=_LEAVING, data=lambda world: {"q": "bob", "kind": "lifecycle.checklist"}),
    Case("lifecycle:departure_cancellation", "post", _LEAVING),
    Case("lifecycle:departure_completion", "post", _LEAVING),
    Case("lifecycle:leaver_list"),
    Case("lifecycle:leaver_detail", parameters=_LEFT),
    Case("lifecycle:leaver_detail", "post", _LEFT, lambda world: {"heir_lifecycle.checklist": str(world.things["bob"].id)}),
    Case("api_checklists"),
    Case("api_checklists", "post", data=lambda world: {"kind": "leaving", "name": "New", "steps": _STEPS}, is_json=True),
    Case("api_checklist", parameters=_CHECKLIST),
    Case("api_checklist", "put", _CHECKLIST, lambda world: {"version": 0, "name": "New", "steps": _STEPS}, is_json=True),
    Case("api_checklist", "delete", _CHECKLIST),
    Case("api_checklist_run", "delete", _of(run_id="run")),
    Case("api_checklist_tick", "put", _of(tick_id="tick")),
    Case("api_checklist_tick", "delete", _of(tick_id="tick")),
    Case("api_member_checklists", parameters=_BOB),
    Case("api_member_checklists", "post", _BOB, lambda world: {"checklist": str(world.things["checklist"].id)}, is_json=True),
    Case("api_departure", parameters=_LEAVING),
    Case("api_departure", "post", _BOB, _last_day, is_json=True),
    Case("api_departure", "put", _LEAVING, _last_day, is_json=True),
    Case("api_departure", "delete", _LEAVING),
    Case("api_departure_completion", "post", _LEAVING),
    Case("api_leavers"),
    Case(
        "api_reassignments",
        "post",
        data=lambda world: {"giver": str(world.things["left_member"].id), "heir": str(world.things["bob"].id)},
        is_json=True,
    ),
]
CASES: list[Case] = [
    Case("lifecycle:invitation_import"),
    Case("lifecycle:invitation_import", "post", data=lambda world: {"file": SimpleUploadedFile("people.csv", b"new@example.org")}),
    Case("lifecycle:invitation_batch", parameters=_batch),
    Case("lifecycle:invitation_batch_sending", "post", _batch),
    *_LEAVING_CASES,
]
