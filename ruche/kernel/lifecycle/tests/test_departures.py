# SPDX-License-Identifier: AGPL-3.0-or-later
"""Planning that somebody leaves, and carrying it out once."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from ruche.kernel.access.models import AuditEntry
from ruche.kernel.access.roles import Role
from ruche.kernel.errors import Conflict, InvalidInput, PermissionRefused
from ruche.kernel.identity.models import BearerToken
from ruche.kernel.identity.services import create_token
from ruche.kernel.lifecycle import selectors, services
from ruche.kernel.lifecycle.models import Checklist, ChecklistRun, Departure
from ruche.kernel.lifecycle.services import Step
from ruche.kernel.lifecycle.services.departures import end_of
from ruche.kernel.lifecycle.services.starting import today
from ruche.kernel.lifecycle.tests.leaving_team import (
    CHANNEL,
    HELD,
    Channel,
    Position,
    everything_to,
    id_of,
    plan,
    team,
)
from ruche.kernel.notifications.models import Notification
from ruche.kernel.notifications.selectors import list_notifications
from ruche.kernel.organisations.errors import LastOwner
from ruche.kernel.organisations.models import GroupMembership, Membership
from ruche.kernel.organisations.services import change_role, leave_organisation, remove_member
from ruche.kernel.outbox.draining import drain
from ruche.kernel.testing.people import find_actor, give, make_membership, make_user

__all__ = ["team"]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


def test_everything_goes_to_its_heir_and_they_are_gone(team, repairs, dana):
    token = create_token(team["bob"], name="script", scopes=[], days=3).token
    departure = plan(team, heirs={**everything_to(team["alice"]), HELD: id_of(team["dana"])})
    assert departure.state == "planned"
    services.finish_leaving(team["alice"], membership_id=id_of(team["bob"]))
    left = Membership.objects.get(pk=id_of(team["bob"]))
    assert (left.status, left.left_by_id) == ("left", id_of(team["alice"]))
    assert not GroupMembership.objects.filter(membership=left, left_at=None).exists()
    assert Checklist.objects.get().owner_id == Position.objects.get().owner_id == id_of(team["alice"])
    assert Channel.objects.get(name="benches").created_by_id == id_of(team["alice"])
    assert Position.objects.get().holder_id == id_of(team["dana"])
    assert BearerToken.objects.get(pk=token.pk).revoked_at is not None
    assert {"plan_departure", "reassign", "remove_member"} <= set(AuditEntry.objects.values_list("action", flat=True))


def test_planned_twice_it_is_one_departure(team, leaving):
    first = plan(team, days=3)
    assert plan(team, days=3).pk == first.pk
    assert (Departure.objects.count(), ChecklistRun.objects.filter(kind="leaving").count()) == (1, 1)
    with pytest.raises(Conflict) as refused:
        plan(team, days=4)
    assert refused.value.code == "already_leaving"


def test_last_day_moves_with_its_checklist(team, leaving):
    run = plan(team, days=3).run
    last_day = today(team["alice"].organisation) + timedelta(days=10)
    services.change_departure(team["alice"], membership_id=id_of(team["bob"]), last_day=last_day)
    run.refresh_from_db()
    assert (run.day, [tick.due_on for tick in run.ticks.order_by("position")]) == (last_day, [last_day, last_day + timedelta(days=7)])


@pytest.mark.parametrize("days", [-1, 4_000])
def test_last_day_is_from_today_on(team, days):
    with pytest.raises(InvalidInput) as refused:
        plan(team, days=days)
    assert "last_day" in refused.value.fields


def test_cancelled_they_stay_and_the_checklist_stops(team, leaving):
    departure = plan(team, days=3)
    for _time in range(2):
        services.cancel_leaving(team["alice"], membership_id=id_of(team["bob"]))
    departure.refresh_from_db()
    departure.run.refresh_from_db()
    assert (departure.state, departure.run.cancelled_at is not None) == ("cancelled", True)
    services.carry_out_departure(departure.pk)
    assert Membership.objects.get(pk=id_of(team["bob"])).is_active
    assert plan(team, days=3).pk != departure.pk


def test_last_day_ends_in_the_zone_of_the_organisation(atelier_a):
    atelier_a.time_zone = "America/New_York"
    day = datetime(2026, 11, 1).date()
    assert end_of(day, atelier_a) == datetime(2026, 11, 2, tzinfo=ZoneInfo("America/New_York"))
    assert end_of(day, atelier_a).astimezone(UTC).hour == 5


def test_job_waits_for_the_day_and_does_it_once(team):
    departure = plan(team, days=2, heirs=everything_to(team["alice"]))
    job = ProcrastinateJob.objects.get(task_name="lifecycle.depart")
    assert job.scheduled_at == end_of(departure.last_day, team["alice"].organisation)
    services.carry_out_departure(departure.pk)
    assert Membership.objects.get(pk=id_of(team["bob"])).is_active
    Departure.objects.filter(pk=departure.pk).update(last_day=timezone.localdate() - timedelta(days=2))
    for _time in range(2):
        services.carry_out_departure(departure.pk)
    departure.refresh_from_db()
    assert (departure.state, departure.ended_by) == ("done", None)
    assert AuditEntry.objects.filter(action="remove_member").count() == 1
    (line,) = list_notifications(team["alice"]).results
    assert line.telling.title == "Bob has left"


def test_departure_whose_job_was_lost_is_not_forgotten(team, atelier_a):
    departure = plan(team, days=2)
    Departure.objects.filter(pk=departure.pk).update(last_day=timezone.localdate() - timedelta(days=2))
    services.remind_due(atelier_a.id)
    assert Membership.objects.get(pk=id_of(team["bob"])).status == "left"


def test_last_owner_neither_plans_nor_goes(team, atelier_a):
    """Promoted after it was planned, and alone since: the planner hears of it, and nothing else happens."""
    second = find_actor(make_membership(make_user("Olga"), atelier_a, Role.OWNER).user, atelier_a)
    departure = services.start_leaving(second, membership_id=id_of(team["alice"]), last_day=today(atelier_a))
    Departure.objects.filter(pk=departure.pk).update(last_day=timezone.localdate() - timedelta(days=2))
    change_role(team["alice"], membership_id=id_of(second), role=Role.ADMIN)
    services.carry_out_departure(departure.pk)
    departure.refresh_from_db()
    assert (departure.state, departure.fault, Membership.objects.get(pk=id_of(team["alice"])).status) == ("planned", "last_owner", "active")
    assert list_notifications(find_actor(second.user, atelier_a)).results[0].telling.title == "Alice could not leave as planned"
    with pytest.raises(PermissionRefused):
        services.start_leaving(find_actor(second.user, atelier_a), membership_id=id_of(team["alice"]), last_day=today(atelier_a))


@pytest.mark.parametrize("change", ["promoted", "demoted", "left"])
def test_who_may_not_send_somebody_away_any_more_does_not(team, atelier_a, change):
    """Planned by an administrator, for a member; then the day comes."""
    planner = find_actor(make_membership(make_user("Olga"), atelier_a, Role.ADMIN).user, atelier_a)
    departure = services.start_leaving(planner, membership_id=id_of(team["bob"]), last_day=today(atelier_a))
    Departure.objects.filter(pk=departure.pk).update(last_day=timezone.localdate() - timedelta(days=2))
    if change == "promoted":
        change_role(team["alice"], membership_id=id_of(team["bob"]), role=Role.OWNER)
    elif change == "demoted":
        change_role(team["alice"], membership_id=id_of(planner), role=Role.MEMBER)
    else:
        remove_member(team["alice"], membership_id=id_of(planner))
    services.carry_out_departure(departure.pk)
    departure.refresh_from_db()
    assert (departure.state, departure.fault, Membership.objects.get(pk=id_of(team["bob"])).status) == (
        "planned",
        "planner_refused",
        "active",
    )
    assert list_notifications(team["alice"]).results[0].telling.title == "Bob could not leave as planned"
    told = Notification.objects.filter(kind="lifecycle.departure", membership_id=id_of(planner)).exists()
    assert told is (change != "left")
    services.finish_leaving(team["alice"], membership_id=id_of(team["bob"]))
    assert Membership.objects.get(pk=id_of(team["bob"])).status == "left"


def test_who_moves_the_last_day_answers_for_it(team, atelier_a):
    planner = find_actor(make_membership(make_user("Olga"), atelier_a, Role.ADMIN).user, atelier_a)
    departure = services.start_leaving(planner, membership_id=id_of(team["bob"]), last_day=today(atelier_a))
    change_role(team["alice"], membership_id=id_of(team["bob"]), role=Role.ADMIN)
    change_role(team["alice"], membership_id=id_of(planner), role=Role.MEMBER)
    day = today(atelier_a) + timedelta(days=1)
    services.change_departure(team["alice"], membership_id=id_of(team["bob"]), last_day=day)
    Departure.objects.filter(pk=departure.pk).update(last_day=timezone.localdate() - timedelta(days=2))
    services.carry_out_departure(departure.pk)
    assert Membership.objects.get(pk=id_of(team["bob"])).status == "left"


def test_only_owner_cannot_be_planned_away(team, atelier_a):
    change_role(team["alice"], membership_id=id_of(team["dana"]), role=Role.OWNER)
    dana = find_actor(team["dana"].user, atelier_a)
    change_role(dana, membership_id=id_of(dana), role=Role.ADMIN)
    give(dana.user, atelier_a, ["organisation.manage_members"])
    with pytest.raises((LastOwner, PermissionRefused)):
        services.start_leaving(find_actor(dana.user, atelier_a), membership_id=id_of(team["alice"]), last_day=today(atelier_a))


def test_nobody_plans_who_may_not(team, repairs, head, atelier_a):
    for actor in (team["bob"], find_actor(head, atelier_a)):
        with pytest.raises(PermissionRefused):
            services.start_leaving(actor, membership_id=id_of(team["dana"]), last_day=today(atelier_a))
        with pytest.raises(PermissionRefused):
            services.reassign(actor, from_id=id_of(team["dana"]), to_id=id_of(team["alice"]))
        with pytest.raises(PermissionRefused):
            selectors.get_leaving(actor, id_of(team["dana"]))
    with pytest.raises(InvalidInput):
        services.start_leaving(team["alice"], membership_id=id_of(team["alice"]), last_day=today(atelier_a))


def test_who_leaves_another_way_is_handed_over_as_planned(team, leaving):
    departure = plan(team, days=20, heirs={CHANNEL: id_of(team["alice"])})
    create_token(team["bob"], name="script", scopes=[], days=3)
    leave_organisation(team["bob"])
    while drain():
        pass
    departure.refresh_from_db()
    assert departure.state == "done"
    assert Channel.objects.get(name="benches").created_by_id == id_of(team["alice"])
    assert not BearerToken.objects.filter(revoked_at=None).exists()


def test_checklist_for_arriving_stops_when_they_go(team, onboarding):
    services.run_checklist(team["alice"], checklist_id=onboarding.pk, membership_id=id_of(team["bob"]))
    remove_member(team["alice"], membership_id=id_of(team["bob"]))
    while drain():
        pass
    assert ChecklistRun.objects.get().cancelled_at is not None
    assert not Notification.objects.exists()


def test_list_of_leavers_costs_the_same_for_many(team, atelier_a, django_assert_max_num_queries):
    for number in range(12):
        user = make_user(f"Leaver {number}")
        make_membership(user, atelier_a, Role.MANAGER)
        actor = find_actor(user, atelier_a)
        services.create_checklist(actor, kind="leaving", name=f"List {number}", steps=[Step("x")])
        remove_member(team["alice"], membership_id=id_of(actor))
    with django_assert_max_num_queries(7):
        assert len(selectors.list_leavers(find_actor(team["alice"].user, atelier_a)).results) == 12
