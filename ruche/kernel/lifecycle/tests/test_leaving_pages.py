# SPDX-License-Identifier: AGPL-3.0-or-later
"""The pages and the API of checklists, departures and what is left without an owner."""

import pytest
from django.urls import reverse
from django.utils import timezone

from ruche.kernel.access.roles import Role
from ruche.kernel.db.context import organisation_scope
from ruche.kernel.lifecycle import services
from ruche.kernel.lifecycle.models import Checklist, ChecklistRun, ChecklistStep, ChecklistTick, Departure
from ruche.kernel.lifecycle.services import Step
from ruche.kernel.organisations.models import Membership
from ruche.kernel.organisations.services import change_role
from ruche.kernel.testing.people import find_actor, make_membership, make_user

pytestmark = pytest.mark.django_db

BASE = "/o/atelier-a/settings/checklists/"
API = "/api/v1/o/atelier-a/"


def _row(number, text, days=0, side="after", who="manager"):
    return {f"step-{number}-{name}": value for name, value in (("text", text), ("days", days), ("side", side), ("who", who))}


@pytest.fixture
def bobs(atelier_a, alice, bob):
    """Bob, a manager who owns a checklist."""
    with organisation_scope(atelier_a.id):
        actor = find_actor(bob, atelier_a)
        change_role(find_actor(alice, atelier_a), membership_id=actor.membership.pk, role=Role.MANAGER)
        services.create_checklist(find_actor(bob, atelier_a), kind="leaving", name="Bob’s list", steps=[Step("Wave")])
    return actor.membership


@pytest.fixture
def run(atelier_a, alice, bob, onboarding):
    with organisation_scope(atelier_a.id):
        bobs = find_actor(bob, atelier_a).membership
        return services.run_checklist(find_actor(alice, atelier_a), checklist_id=onboarding.pk, membership_id=bobs.pk)


def _departure(membership):
    return f"/o/atelier-a/settings/members/{membership.pk}/departure/"


def test_empty_list_says_what_checklists_are_for(client_of, alice, bob, atelier_a):
    assert "No checklist yet" in client_of(alice).get(BASE).content.decode()
    assert client_of(bob).get(BASE).status_code == 403


def test_checklist_is_written_with_its_steps_in_order(client_of, alice, atelier_a):
    sent = {"name": "Welcome", "kind": "onboarding", "is_default": "on", "rows": 3}
    rows = {**_row(0, "Order a key", 3, "before"), **_row(1, ""), **_row(2, "Wave", 0, "after", "person")}
    assert client_of(alice).post(f"{BASE}new/", {**sent, **rows}).status_code == 302
    with organisation_scope(atelier_a.id):
        assert Checklist.objects.get().is_default
        assert list(ChecklistStep.objects.order_by("position").values_list("text", "days", "who")) == [
            ("Order a key", -3, "manager"),
            ("Wave", 0, "person"),
        ]
    assert "Welcome" in client_of(alice).get(BASE).content.decode()


def test_what_is_wrong_stands_beside_its_field_and_nothing_is_lost(client_of, alice, atelier_a):
    sent = {"name": "", "kind": "onboarding", "rows": 1, **_row(0, "Order a key", 9_999)}
    answer = client_of(alice).post(f"{BASE}new/", sent)
    page = answer.content.decode()
    assert (answer.status_code, 'value="Order a key"' in page, "id_step-0-days_error" in page, "id_name_error" in page) == (
        422,
        True,
        True,
        True,
    )


def test_buttons_rearrange_the_steps_and_save_nothing(client_of, alice, atelier_a):
    rows = {"name": "W", "kind": "leaving", "rows": 2, **_row(0, "First"), **_row(1, "Second")}
    client = client_of(alice)
    page = client.post(f"{BASE}new/", {**rows, "act": "down:0"}).content.decode()
    assert page.index('value="Second"') < page.index('value="First"')
    page = client.post(f"{BASE}new/", {**rows, "act": "remove:0"}).content.decode()
    assert ('value="First"' in page, 'value="Second"' in page) == (False, True)
    assert client.post(f"{BASE}new/", {**rows, "act": "add"}).content.decode().count('class="k-row"') == 3
    with organisation_scope(atelier_a.id):
        assert not Checklist.objects.exists()


def test_head_reads_a_checklist_for_everybody_and_runs_it(client_of, head, repairs, bob, dana, atelier_a, onboarding):
    client = client_of(head)
    page = client.get(f"{BASE}{onboarding.pk}/").content.decode()
    assert "3 days before" in page
    assert ("Show them the workshop" in page, "<form" in page.split("r-body")[1].split("</main>")[0]) == (True, False)
    assert client.post(f"{BASE}{onboarding.pk}/", {"name": "Mine"}).status_code == 403
    for person, status in ((bob, 302), (dana, 404)):
        address = f"/o/atelier-a/people/{find_actor(person, atelier_a).membership.pk}/checklist/"
        assert client.post(address, {"checklist_id": str(onboarding.pk)}).status_code == status


def test_steps_are_ticked_on_the_page_of_the_person(client_of, bob, dana, run, atelier_a):
    page = f"/o/atelier-a/people/{run.membership_id}/checklist/"
    with organisation_scope(atelier_a.id):
        own, other = ChecklistTick.objects.get(text="Read the house rules"), ChecklistTick.objects.get(text="Order a key")
    client = client_of(bob)
    assert client.post(f"{page}steps/{own.pk}/", {"done": "1"}).status_code == 302
    assert client.post(f"{page}steps/{other.pk}/", {"done": "1"}).status_code == 403
    assert client.post(f"{page}steps/{own.pk}/", {"done": "perhaps"}).status_code == 422
    assert "1 of 3" in client.get(page).content.decode()
    assert client_of(dana).get(page).status_code == 404
    assert "1 of 3" in client.get(f"/o/atelier-a/people/{run.membership_id}/").content.decode()


def test_removal_of_an_owner_of_things_leads_to_their_departure(client_of, alice, dana, bobs, atelier_a):
    client = client_of(alice)
    removal = f"/o/atelier-a/settings/members/{bobs.pk}/removal/"
    assert client.post(removal)["Location"] == _departure(bobs)
    with organisation_scope(atelier_a.id):
        assert Membership.objects.get(pk=bobs.pk).is_active
        danas = find_actor(dana, atelier_a).membership
    client.post(f"/o/atelier-a/settings/members/{danas.pk}/removal/")
    with organisation_scope(atelier_a.id):
        assert Membership.objects.get(pk=danas.pk).status == "left"


def test_departure_is_planned_changed_and_carried_out(client_of, alice, dana, bobs, leaving, atelier_a):
    client, today = client_of(alice), timezone.localdate().isoformat()
    danas = find_actor(dana, atelier_a).membership.pk
    assert "Dana" in client.get(f"{_departure(bobs)}heirs/?kind=lifecycle.checklist&q=dan").content.decode()
    assert client.post(_departure(bobs), {"last_day": "2020-01-01"}).status_code == 422
    assert client.post(_departure(bobs), {"last_day": today, "heir_lifecycle.checklist": danas}).status_code == 302
    page = client.get(_departure(bobs)).content.decode()
    assert all(words in page for words in ("They leave after", "Dana", "Goodbye", "Carry it out now"))
    assert "Leaves after" in client.get(f"/o/atelier-a/settings/members/{bobs.pk}/").content.decode()
    assert client.post(f"{_departure(bobs)}completion/").status_code == 302
    with organisation_scope(atelier_a.id):
        assert (Departure.objects.get().state, Checklist.objects.get(name="Bob’s list").owner_id) == ("done", danas)
    assert "has left" in client.get(_departure(bobs)).content.decode()


def test_heir_who_cannot_receive_is_refused_beside_the_kind(client_of, alice, bobs, atelier_a):
    guest = make_membership(make_user("Gus"), atelier_a, Role.GUEST)
    sent = {"last_day": timezone.localdate().isoformat(), "heir_lifecycle.checklist": guest.pk}
    answer = client_of(alice).post(_departure(bobs), sent)
    assert (answer.status_code, "leaving too" in answer.content.decode()) == (422, True)


@pytest.mark.parametrize("name", ["departure", "heir_search"])
def test_departures_are_for_who_manages_people(name, client_of, bob, dana, charlie, bobs, bureau_b):
    address = reverse(f"lifecycle:{name}", args=["atelier-a", bobs.pk])
    query = "?q=dan&kind=lifecycle.checklist"
    assert client_of(dana).get(address + query).status_code == client_of(bob).get(address + query).status_code == 403
    assert client_of(charlie).get(address + query).status_code == 404


def test_what_is_left_is_handed_over_afterwards(client_of, alice, dana, bobs, atelier_a):
    client = client_of(alice)
    client.post(_departure(bobs), {"last_day": timezone.localdate().isoformat()})
    client.post(f"{_departure(bobs)}completion/")
    assert "Bob" in client.get("/o/atelier-a/settings/leavers/").content.decode()
    address = f"/o/atelier-a/settings/leavers/{bobs.pk}/"
    danas = find_actor(dana, atelier_a).membership.pk
    assert client.post(address, {"heir_lifecycle.checklist": danas}).status_code == 302
    assert "Everything has an owner" in client.get("/o/atelier-a/settings/leavers/").content.decode()
    assert client_of(dana).get("/o/atelier-a/settings/leavers/").status_code == 403


def test_api_plans_and_hands_over(client_of, alice, dana, bobs, leaving, atelier_a):
    client, day = client_of(alice), timezone.localdate().isoformat()
    danas = str(find_actor(dana, atelier_a).membership.pk)
    departure = f"{API}members/{bobs.pk}/departure/"
    sent = {"last_day": day, "heirs": [{"kind": "lifecycle.checklist", "membership": danas}]}
    answer = client.post(departure, sent, content_type="application/json")
    assert (answer.status_code, answer.json()["departure"]["heirs"], answer.json()["owned"][0]["count"]) == (201, sent["heirs"], 1)
    assert client.post(departure, sent, content_type="application/json").status_code == 201
    later = client.post(departure, {"last_day": "2027-01-01"}, content_type="application/json")
    assert (later.status_code, later.json()["code"]) == (409, "already_leaving")
    assert client.delete(departure).status_code == client.delete(departure).status_code == 204
    taken = client.post(f"{API}reassignments/", {"giver": str(bobs.pk), "heir": danas}, content_type="application/json")
    assert (taken.status_code, taken.json()) == (200, {"count": 1})
    assert client_of(dana).get(departure).status_code == 403
    assert client.get(f"{API}leavers/").json() == {"results": [], "next": None}


def test_api_writes_runs_and_ticks(client_of, alice, bob, atelier_a):
    client, bobs = client_of(alice), find_actor(bob, atelier_a).membership.pk
    sent = {"kind": "onboarding", "name": "Welcome", "steps": [{"text": "Wave", "days": -2, "who": "person"}]}
    made = client.post(f"{API}checklists/", sent, content_type="application/json").json()
    assert (made["steps"], made["version"]) == (sent["steps"], 0)
    changed = client.put(f"{API}checklists/{made['id']}/", {**sent, "version": 7}, content_type="application/json")
    assert (changed.status_code, changed.json()["code"]) == (409, "stale")
    run = client.post(f"{API}members/{bobs}/checklists/", {"checklist": made["id"]}, content_type="application/json").json()
    (step,) = client_of(bob).get(f"{API}members/{bobs}/checklists/").json()["results"][0]["steps"]
    assert client_of(bob).put(f"{API}checklist-ticks/{step['id']}/").json()["by"] == str(bobs)
    assert client.delete(f"{API}checklist-ticks/{step['id']}/").json()["done_at"] is None
    assert client_of(bob).delete(f"{API}checklist-runs/{run['id']}/").status_code == 403
    assert client.delete(f"{API}checklist-runs/{run['id']}/").status_code == 204
    assert client.delete(f"{API}checklists/{made['id']}/").status_code == 204


def test_list_costs_the_same_however_many(client_of, alice, atelier_a, onboarding, django_assert_max_num_queries):
    with organisation_scope(atelier_a.id):
        actor = find_actor(alice, atelier_a)
        for number in range(15):
            person = make_membership(make_user(f"New {number}"), atelier_a)
            services.run_checklist(actor, checklist_id=onboarding.pk, membership_id=person.pk)
        assert ChecklistRun.objects.count() == 15
    client = client_of(alice)
    client.get(BASE)
    with django_assert_max_num_queries(14):
        client.get(BASE)
