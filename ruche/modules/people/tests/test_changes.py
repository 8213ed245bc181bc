# SPDX-License-Identifier: AGPL-3.0-or-later
import pytest

from ruche.kernel.access.models import AuditEntry
from ruche.kernel.access.roles import Role
from ruche.kernel.db.context import organisation_scope
from ruche.kernel.errors import Conflict, InvalidInput, NotFound, PermissionRefused, Stale
from ruche.kernel.notifications.models import Notification
from ruche.kernel.organisations.models import GroupMembership, Membership
from ruche.kernel.testing.people import make_group, make_membership, make_user, put_in
from ruche.modules.people.models import Profile, ProfileChange
from ruche.modules.people.selectors import count_waiting_changes, list_changes
from ruche.modules.people.services import (
    approve_change,
    propose_change,
    reject_change,
    set_profile_rules,
    tell_deciders,
    tell_decision,
    update_profile,
    withdraw_change,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def gated(actor_of, alice, atelier_a):
    with organisation_scope(atelier_a.id):
        set_profile_rules(actor_of(alice, atelier_a), needs_approval=["name", "title"])


@pytest.fixture
def proposed(actor_of, bob, atelier_a, gated):
    with organisation_scope(atelier_a.id):
        return propose_change(actor_of(bob, atelier_a), field="title", value="Master of varnish")


def test_what_needs_approval_waits_and_the_rest_changes_at_once(actor_of, bob, atelier_a, gated):
    with organisation_scope(atelier_a.id):
        update_profile(actor_of(bob, atelier_a), name="Bob", title="Master", pronouns="he")
        profile = Profile.objects.get()
        assert (profile.title, profile.pronouns) == ("", "he")
        assert list(ProfileChange.objects.values_list("field", "before", "after", "state")) == [("title", "", "Master", "proposed")]


def test_name_needs_approval_from_the_start(actor_of, bob, atelier_a):
    with organisation_scope(atelier_a.id):
        update_profile(actor_of(bob, atelier_a), name="Robert", title="Master")
        assert Profile.objects.get().title == "Master"
        assert actor_of(bob, atelier_a).membership.name == "Bob"


def test_approved_change_is_in_the_profile_and_in_the_audit(actor_of, alice, bob, atelier_a, proposed):
    with organisation_scope(atelier_a.id):
        approve_change(actor_of(alice, atelier_a), change_id=proposed.pk, note="Well deserved.")
        profile, change = Profile.objects.get(), ProfileChange.objects.get()
        assert (profile.title, profile.search_key) == ("Master of varnish", "master of varnish")
        assert (change.state, change.note, change.decided_by_id) == ("approved", "Well deserved.", actor_of(alice, atelier_a).membership.pk)
        assert AuditEntry.objects.filter(action="approved_profile_change", subject_id=change.pk).exists()


def test_approved_name_is_found_by_its_folded_form(actor_of, alice, bob, atelier_a):
    with organisation_scope(atelier_a.id):
        change = propose_change(actor_of(bob, atelier_a), field="name", value="Élodie")
        approve_change(actor_of(alice, atelier_a), change_id=change.pk)
        assert list(Membership.objects.filter(user=bob).values_list("name", "name_key")) == [("Élodie", "elodie")]


def test_rejected_and_withdrawn_changes_leave_the_profile(actor_of, alice, bob, dana, atelier_a, proposed):
    with organisation_scope(atelier_a.id):
        with pytest.raises(NotFound):
            withdraw_change(actor_of(dana, atelier_a), change_id=proposed.pk)
        reject_change(actor_of(alice, atelier_a), change_id=proposed.pk, note="Not yet.")
        for act in (approve_change, reject_change):
            with pytest.raises(Conflict) as refused:
                act(actor_of(alice, atelier_a), change_id=proposed.pk)
            assert refused.value.code == "change_decided"
        again = propose_change(actor_of(bob, atelier_a), field="title", value="Master")
        assert withdraw_change(actor_of(bob, atelier_a), change_id=again.pk).state == "withdrawn"
        assert Profile.objects.get().title == ""


def test_changed_meanwhile_is_stale_and_says_what_it_is_now(actor_of, alice, bob, atelier_a, proposed):
    with organisation_scope(atelier_a.id):
        Profile.objects.update(title="Cabinet maker")
        with pytest.raises(Stale) as refused:
            approve_change(actor_of(alice, atelier_a), change_id=proposed.pk)
        assert refused.value.current["theirs"] == {"value": "Cabinet maker"}
        assert ProfileChange.objects.get().state == "proposed"


def test_head_decides_and_no_longer_when_they_are_head_no_more(actor_of, bob, dana, atelier_a, proposed):
    workshop = make_group(atelier_a, "Workshop", kind="department")
    put_in(make_group(atelier_a, "Varnish", workshop), bob)
    with organisation_scope(atelier_a.id), pytest.raises(NotFound):  # a colleague does not even know
        approve_change(actor_of(dana, atelier_a), change_id=proposed.pk)
    headship = put_in(workshop, dana, "head")
    with organisation_scope(atelier_a.id):
        head = actor_of(dana, atelier_a)
        assert count_waiting_changes(head) == 1
        GroupMembership.objects.filter(pk=headship.pk).update(is_lead=False)
        with pytest.raises(NotFound):  # read again under the lock: what the page showed counts for nothing
            approve_change(head, change_id=proposed.pk)
        GroupMembership.objects.filter(pk=headship.pk).update(is_lead=True)
        assert approve_change(actor_of(dana, atelier_a), change_id=proposed.pk).state == "approved"


def test_nobody_approves_for_themselves_while_somebody_else_can(actor_of, alice, atelier_a, gated):
    manager = make_user("Mara")
    make_membership(manager, atelier_a, Role.MANAGER)
    with organisation_scope(atelier_a.id):
        change = propose_change(actor_of(manager, atelier_a), field="title", value="Boss")
        with pytest.raises(PermissionRefused):
            approve_change(actor_of(manager, atelier_a), change_id=change.pk)
        assert approve_change(actor_of(alice, atelier_a), change_id=change.pk).state == "approved"


def test_whom_nobody_could_approve_changes_at_once(actor_of, alice, atelier_a, gated):
    with organisation_scope(atelier_a.id):
        update_profile(actor_of(alice, atelier_a), title="Owner and cook")
        assert Profile.objects.get().title == "Owner and cook"


def test_one_change_of_a_field_waits_at_a_time(actor_of, bob, atelier_a, proposed):
    with organisation_scope(atelier_a.id):
        actor = actor_of(bob, atelier_a)
        assert propose_change(actor, field="title", value="Master of varnish").pk == proposed.pk
        propose_change(actor, field="title", value="Apprentice")
        states = ProfileChange.objects.order_by("created_at").values_list("after", "state")
        assert list(states) == [("Master of varnish", "withdrawn"), ("Apprentice", "proposed")]
        for field, value in (("title", "x" * 121), ("role", "owner")):
            with pytest.raises(InvalidInput):
                propose_change(actor, field=field, value=value)


def test_only_who_manages_members_sets_the_rules(actor_of, bob, atelier_a):
    with organisation_scope(atelier_a.id), pytest.raises(PermissionRefused):
        set_profile_rules(actor_of(bob, atelier_a), needs_approval=[])


def test_who_is_in_charge_is_told_and_then_the_person(client_of, actor_of, alice, bob, atelier_a, proposed):
    with organisation_scope(atelier_a.id):
        tell_deciders(atelier_a.id, proposed.pk)
        tell_deciders(atelier_a.id, proposed.pk)
        assert [one.user_id for one in Notification.objects.all()] == [alice.pk]
    assert "Bob proposes a change of the profile" in client_of(alice).get("/o/atelier-a/notifications/").content.decode()
    with organisation_scope(atelier_a.id):
        approve_change(actor_of(alice, atelier_a), change_id=proposed.pk)
        tell_decision(atelier_a.id, proposed.pk)
        assert [one.user_id for one in Notification.objects.all()] == [bob.pk]
    assert "Alice approved a change of your profile" in client_of(bob).get("/o/atelier-a/notifications/").content.decode()


def test_pages_of_changes(client_of, actor_of, alice, bob, dana, charlie, atelier_a, bureau_b, proposed):
    base = "/o/atelier-a/people/changes/"
    page = f"{base}{proposed.pk}/"
    assert "Master of varnish" in client_of(alice).get(base).content.decode()
    assert "Master of varnish" not in client_of(dana).get(base).content.decode()
    assert [client_of(user).get(page).status_code for user in (alice, bob, dana, charlie)] == [200, 200, 404, 404]
    assert client_of(bob).post(page + "approval/").status_code == 403
    assert "waits for approval" in client_of(bob).get("/o/atelier-a/people/profile/").content.decode()
    assert client_of(alice).post(page + "approval/", {"note": "Yes."}).status_code == 302
    with organisation_scope(atelier_a.id):
        assert [one.state for one in list_changes(actor_of(bob, atelier_a)).results] == ["approved"]
    assert client_of(alice).post(base + "rules/", {"sent": "1", "needs_approval": ["phone"]}).status_code == 302
    assert client_of(bob).get(base + "rules/").status_code == 403
