# SPDX-License-Identifier: AGPL-3.0-or-later
"""Writing, running and ticking checklists, and whose turn it is."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from django.utils.translation import override

from ruche.kernel.access.roles import Role
from ruche.kernel.db.context import organisation_scope
from ruche.kernel.errors import InvalidInput, NotFound, PermissionRefused, Stale
from ruche.kernel.lifecycle import selectors, services
from ruche.kernel.lifecycle.models import Checklist, ChecklistRun, ChecklistTick
from ruche.kernel.lifecycle.services import Step
from ruche.kernel.lifecycle.services.starting import Newcomer, today
from ruche.kernel.notifications.models import Notification
from ruche.kernel.notifications.selectors import count_unread, list_notifications
from ruche.kernel.organisations.models import Membership
from ruche.kernel.organisations.services import admit
from ruche.kernel.outbox.draining import drain
from ruche.kernel.testing.people import find_actor, make_group, make_membership, make_user, put_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def team(atelier_a, alice, bob, dana, head, repairs, onboarding):
    """Everybody as an actor, in the scope of Atelier A."""
    with organisation_scope(atelier_a.id):
        yield {name: find_actor(user, atelier_a) for name, user in {"alice": alice, "bob": bob, "dana": dana, "head": head}.items()}


def _run(actor, checklist, person, **options):
    return services.run_checklist(actor, checklist_id=checklist.pk, membership_id=person.membership.pk, **options)


def _tick_of(run, text):
    return ChecklistTick.objects.get(run=run, text=text)


def test_steps_are_dated_from_the_day(team, onboarding):
    run = _run(team["alice"], onboarding, team["bob"], day=date(2026, 3, 10))
    assert [(tick.text, tick.due_on) for tick in ChecklistTick.objects.filter(run=run).order_by("position")] == [
        ("Show them the workshop", date(2026, 3, 10)),
        ("Read the house rules", date(2026, 3, 12)),
        ("Order a key", date(2026, 3, 7)),
    ]


def test_started_twice_it_runs_once(team, onboarding):
    assert _run(team["alice"], onboarding, team["bob"]).pk == _run(team["head"], onboarding, team["bob"]).pk
    assert ChecklistRun.objects.count() == 1


def test_head_runs_checklists_for_her_people_only(team, onboarding):
    run = _run(team["head"], onboarding, team["bob"])
    assert [one.pk for one in selectors.list_open_runs(team["head"]).results] == [run.pk]
    services.tick_step(team["head"], tick_id=_tick_of(run, "Order a key").pk)
    with pytest.raises(PermissionRefused):
        _run(team["head"], onboarding, team["dana"])
    of_dana = _run(team["alice"], onboarding, team["dana"])
    assert [one.pk for one in selectors.list_open_runs(team["head"]).results] == [run.pk]
    with pytest.raises(NotFound):
        selectors.get_person_runs(team["head"], team["dana"].membership.pk)
    with pytest.raises(NotFound):
        services.tick_step(team["head"], tick_id=ChecklistTick.objects.filter(run=of_dana).first().pk)


def test_person_ticks_what_is_theirs_and_nobody_elses(team, onboarding):
    run = _run(team["alice"], onboarding, team["bob"])
    done = services.tick_step(team["bob"], tick_id=_tick_of(run, "Read the house rules").pk)
    assert (done.by, done.done_at is not None) == (team["bob"].membership, True)
    with pytest.raises(PermissionRefused):
        services.tick_step(team["bob"], tick_id=_tick_of(run, "Order a key").pk)
    with pytest.raises(NotFound):
        services.tick_step(team["dana"], tick_id=_tick_of(run, "Read the house rules").pk)


def test_second_tick_keeps_who_was_first(team, onboarding):
    run = _run(team["alice"], onboarding, team["bob"])
    tick = _tick_of(run, "Read the house rules")
    first = services.tick_step(team["bob"], tick_id=tick.pk)
    second = services.tick_step(team["alice"], tick_id=tick.pk)
    assert (second.by, second.done_at) == (first.by, first.done_at)


def test_run_is_finished_while_nothing_is_left(team, onboarding):
    run = _run(team["alice"], onboarding, team["bob"])
    for tick in ChecklistTick.objects.filter(run=run):
        services.tick_step(team["alice"], tick_id=tick.pk)
    run.refresh_from_db()
    assert run.finished_at is not None
    assert selectors.find_progress(team["bob"], team["bob"].membership.pk) is None
    services.untick_step(team["alice"], tick_id=tick.pk)
    run.refresh_from_db()
    assert run.finished_at is None
    progress = selectors.find_progress(team["bob"], team["bob"].membership.pk)
    assert (progress.done, progress.all, progress.name) == (2, 3, "Welcome")


def test_newcomers_have_it_from_the_start_and_guests_do_not(team, atelier_a, onboarding):
    newcomers = [make_user("Nina"), make_user("Gus")]
    for user, role in zip(newcomers, (Role.MEMBER, Role.GUEST), strict=True):
        admit(user, role=role, group=None, by=team["alice"].membership, is_invited=True)
    while drain():
        pass
    run = ChecklistRun.objects.get()
    assert (run.membership.name, run.day, run.started_by) == ("Nina", today(atelier_a), None)
    services.welcome_members(atelier_a.id, [Newcomer(run.membership_id)])
    assert ChecklistRun.objects.count() == 1


def test_many_newcomers_cost_as_much_as_few(team, atelier_a, onboarding, django_assert_max_num_queries):
    people = [make_membership(make_user(f"New {number}"), atelier_a) for number in range(30)]
    with django_assert_max_num_queries(12):
        services.welcome_members(atelier_a.id, [Newcomer(one.pk) for one in people])
    assert ChecklistRun.objects.count() == 30


def test_change_of_a_checklist_leaves_what_runs(team, onboarding):
    run = _run(team["alice"], onboarding, team["bob"])
    services.update_checklist(
        team["alice"], checklist_id=onboarding.pk, version=0, name="Welcome aboard", steps=[Step("Say hello")], is_default=True
    )
    assert (ChecklistRun.objects.get().name, ChecklistTick.objects.filter(run=run).count()) == ("Welcome", 3)
    with pytest.raises(Stale) as stale:
        services.update_checklist(team["alice"], checklist_id=onboarding.pk, version=0, name="Late", steps=[Step("Late")])
    assert stale.value.current["theirs"]["name"] == "Welcome aboard"


def test_one_checklist_of_a_kind_starts_by_itself(team, onboarding):
    other = services.create_checklist(team["alice"], kind="onboarding", name="Other", steps=[Step("Wave")], is_default=True)
    assert list(Checklist.objects.filter(is_default=True)) == [other]


def test_head_writes_for_her_group_and_nothing_for_everybody(team, repairs):
    own = services.create_checklist(team["head"], kind="onboarding", name="At the bench", steps=[Step("Lathe")], group_id=repairs.pk)
    assert own.audience_group_id == repairs.pk
    with pytest.raises(PermissionRefused):
        services.create_checklist(team["head"], kind="onboarding", name="For all", steps=[Step("Hm")])
    with pytest.raises(PermissionRefused):
        services.create_checklist(team["head"], kind="onboarding", name="All", steps=[Step("Hm")], group_id=repairs.pk, is_default=True)
    with pytest.raises(PermissionRefused):
        selectors.list_checklists(team["bob"])
    with pytest.raises(PermissionRefused):
        services.update_checklist(team["head"], checklist_id=Checklist.objects.get(name="Welcome").pk, version=0, name="Mine", steps=[])


def test_checklist_of_another_group_is_not_known(team, atelier_a, dana):
    other = make_group(atelier_a, "Office")
    put_in(other, dana, "head")
    theirs = services.create_checklist(
        find_actor(dana, atelier_a), kind="onboarding", name="In the office", steps=[Step("Desk")], group_id=other.pk
    )
    with pytest.raises(NotFound):
        selectors.get_checklist(team["head"], theirs.pk)
    assert "In the office" not in [one.name for one in selectors.list_checklists(team["head"]).results]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"kind": "holiday"}, "kind"),
        ({"name": " "}, "name"),
        ({"steps": []}, "steps"),
        ({"steps": [Step("x", 400)]}, "steps"),
        ({"steps": [Step("x", 0, "nobody")]}, "steps"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(team, values, field):
    with pytest.raises(InvalidInput) as refused:
        services.create_checklist(team["alice"], **{"kind": "leaving", "name": "Name", "steps": [Step("Step")], **values})
    assert field in refused.value.fields


def test_deleted_checklist_starts_for_nobody(team, atelier_a, onboarding):
    _run(team["alice"], onboarding, team["bob"])
    services.delete_checklist(team["alice"], checklist_id=onboarding.pk)
    services.welcome_members(atelier_a.id, [Newcomer(team["dana"].membership.pk)])
    assert [run.membership_id for run in ChecklistRun.objects.all()] == [team["bob"].membership.pk]


def test_everybody_hears_of_their_own_due_steps(team, atelier_a, onboarding):
    run = _run(team["alice"], onboarding, team["bob"], day=timezone.localdate() - timedelta(days=5))
    services.remind_due(atelier_a.id)
    services.remind_due(atelier_a.id)
    told = {one.membership.name: one.count for one in Notification.objects.filter(kind="lifecycle.steps_due")}
    assert told == {"Hilda": 1, "Bob": 1, "Alice": 1}
    with override("en"):
        (line,) = list_notifications(team["bob"]).results
        assert str(line.telling.title) == "1 step of your checklist is due"
    assert count_unread(team["bob"]) == 1
    services.tick_step(team["bob"], tick_id=_tick_of(run, "Read the house rules").pk)
    services.remind_due(atelier_a.id)
    assert {one.membership.name for one in Notification.objects.filter(kind="lifecycle.steps_due")} == {"Hilda", "Alice"}


def test_nobody_is_reminded_of_what_is_not_due_or_was_stopped(team, atelier_a, onboarding):
    _run(team["alice"], onboarding, team["bob"], day=timezone.localdate() + timedelta(days=30))
    stopped = _run(team["alice"], onboarding, team["dana"], day=timezone.localdate() - timedelta(days=5))
    services.remind_due(atelier_a.id)
    assert Notification.objects.filter(kind="lifecycle.steps_due").exists()
    services.cancel_run(team["alice"], run_id=stopped.pk)
    services.remind_due(atelier_a.id)
    assert not Notification.objects.filter(kind="lifecycle.steps_due").exists()


def test_who_left_is_still_in_the_reach_of_her_head(team, onboarding, leaving):
    services.start_leaving(team["alice"], membership_id=team["bob"].membership.pk, last_day=today(team["bob"].organisation))
    services.finish_leaving(team["alice"], membership_id=team["bob"].membership.pk)
    assert Membership.objects.get(pk=team["bob"].membership.pk).status == "left"
    assert [one.name for one in selectors.get_person_runs(team["head"], team["bob"].membership.pk).runs] == ["Goodbye"]
