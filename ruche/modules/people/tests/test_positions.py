# SPDX-License-Identifier: AGPL-3.0-or-later
import pytest

from ruche.kernel.access.audiences import Level
from ruche.kernel.access.roles import Role
from ruche.kernel.db.context import organisation_scope
from ruche.kernel.errors import InvalidInput, NotFound, PermissionRefused, Stale
from ruche.kernel.organisations.models import Membership
from ruche.kernel.testing.people import make_group, make_membership, make_user, put_in
from ruche.modules.people.models import Position
from ruche.modules.people.selectors import HELD_POSITION, get_position, list_positions
from ruche.modules.people.services import delete_position, fill_position, open_position, reassign_posts, update_position, vacate_posts

pytestmark = pytest.mark.django_db


@pytest.fixture
def workshop(atelier_a):
    return make_group(atelier_a, "Workshop", kind="department")


@pytest.fixture
def vacancy(actor_of, alice, atelier_a, workshop):
    with organisation_scope(atelier_a.id):
        return open_position(actor_of(alice, atelier_a), title="Head of varnish", group_id=workshop.pk)


def titles(actor) -> list[str]:
    return [one.title for one in list_positions(actor).results]


def test_everybody_of_the_organisation_sees_a_post(actor_of, alice, bob, atelier_a, vacancy):
    with organisation_scope(atelier_a.id):
        assert titles(actor_of(bob, atelier_a)) == ["Head of varnish"]


@pytest.mark.parametrize(
    ("level", "seen_by"), [(Level.OWNER, "alice"), (Level.GROUP, "alice dana"), (Level.ORGANISATION, "alice bob dana")]
)
def test_audience_decides_who_sees_a_post(actor_of, alice, bob, dana, atelier_a, workshop, vacancy, level, seen_by):
    people = {"alice": alice, "bob": bob, "dana": dana}
    put_in(workshop, dana)
    with organisation_scope(atelier_a.id):
        levels = {name: min(level, 2) for name in ("see_by", "comment_by", "join_by")}
        Position.objects.update(**levels, edit_by=0, manage_by=0)
        seeing = " ".join(name for name, user in people.items() if titles(actor_of(user, atelier_a)))
        assert seeing == seen_by
        if "bob" not in seen_by:
            with pytest.raises(NotFound):
                get_position(actor_of(bob, atelier_a), vacancy.pk)


def test_guest_sees_only_posts_of_their_groups(actor_of, atelier_a, workshop, vacancy):
    guest = make_user("Greta")
    make_membership(guest, atelier_a, Role.GUEST)
    with organisation_scope(atelier_a.id):
        assert titles(actor_of(guest, atelier_a)) == []
    put_in(workshop, guest)
    with organisation_scope(atelier_a.id):
        assert titles(actor_of(guest, atelier_a)) == ["Head of varnish"]


def test_head_opens_posts_in_their_own_subtree_only(actor_of, bob, atelier_a, workshop):
    inner, other = make_group(atelier_a, "Varnish", workshop), make_group(atelier_a, "Yard")
    put_in(workshop, bob, "head")
    with organisation_scope(atelier_a.id):
        head = actor_of(bob, atelier_a)
        assert open_position(head, title="Apprentice", group_id=inner.pk).group_id == inner.pk
        for group_id in (other.pk, None):
            with pytest.raises(PermissionRefused):
                open_position(head, title="Apprentice", group_id=group_id)


def test_member_changes_no_post(actor_of, bob, atelier_a, vacancy):
    with organisation_scope(atelier_a.id):
        with pytest.raises(PermissionRefused):
            fill_position(actor_of(bob, atelier_a), position_id=vacancy.pk, version=0, holder_id=actor_of(bob, atelier_a).membership.pk)
        with pytest.raises(PermissionRefused):
            delete_position(actor_of(bob, atelier_a), position_id=vacancy.pk)


def test_of_two_who_fill_a_post_at_once_the_second_is_told(actor_of, alice, bob, dana, atelier_a, vacancy):
    with organisation_scope(atelier_a.id):
        actor = actor_of(alice, atelier_a)
        first, second = (actor_of(user, atelier_a).membership.pk for user in (bob, dana))
        fill_position(actor, position_id=vacancy.pk, version=0, holder_id=first)
        with pytest.raises(Stale) as refused:
            fill_position(actor, position_id=vacancy.pk, version=0, holder_id=second)
        assert refused.value.current["theirs"]["holder"] == str(first)
        assert get_position(actor, vacancy.pk).holder_id == first


def test_what_a_post_is_can_change_and_stale_changes_are_refused(actor_of, alice, atelier_a, vacancy):
    asked = {"title": "Varnisher", "group_id": None, "is_head_post": False, "text": "<b>", "opened_on": vacancy.opened_on}
    with organisation_scope(atelier_a.id):
        actor = actor_of(alice, atelier_a)
        changed = update_position(actor, position_id=vacancy.pk, version=0, **asked)
        assert (changed.title, changed.group_id, changed.audience_group_id, changed.version) == ("Varnisher", None, None, 1)
        with pytest.raises(Stale):
            update_position(actor, position_id=vacancy.pk, version=0, **asked)


def test_only_somebody_who_is_here_holds_a_post(actor_of, alice, bob, atelier_a, vacancy):
    with organisation_scope(atelier_a.id):
        Membership.objects.filter(user=bob).update(status="left")
        with pytest.raises(InvalidInput):
            fill_position(actor_of(alice, atelier_a), position_id=vacancy.pk, version=0, holder_id=actor_of(bob, atelier_a).membership.pk)


def test_post_of_a_leaver_is_vacant_again(actor_of, alice, bob, atelier_a, vacancy):
    with organisation_scope(atelier_a.id):
        holder = actor_of(bob, atelier_a).membership
        fill_position(actor_of(alice, atelier_a), position_id=vacancy.pk, version=0, holder_id=holder.pk)
        vacate_posts(atelier_a.id, holder.pk)
        assert Position.objects.get().holder_id == holder.pk  # a suspended or present person keeps it
        Membership.objects.filter(pk=holder.pk).update(status="left")
        vacate_posts(atelier_a.id, holder.pk)
        assert Position.objects.get().holder_id is None


def test_posts_are_handed_over_where_that_was_chosen(actor_of, alice, bob, dana, atelier_a, vacancy):
    with organisation_scope(atelier_a.id):
        actor, giver, heir = actor_of(alice, atelier_a), actor_of(bob, atelier_a).membership, actor_of(dana, atelier_a).membership
        fill_position(actor, position_id=vacancy.pk, version=0, holder_id=giver.pk)
        assert reassign_posts(actor, giver, heir, None) == 0
        assert reassign_posts(actor, giver, heir, {HELD_POSITION}) == 1
        assert Position.objects.get().holder_id == heir.pk


def test_pages_of_posts(client_of, actor_of, alice, bob, charlie, atelier_a, bureau_b, vacancy):
    base = "/o/atelier-a/people/positions/"
    client = client_of(alice)
    assert "Head of varnish" in client.get(base + "?vacant=1").content.decode()
    assert client.post(base + "new/", {"title": "Porter", "group_id": "", "opened_on": "2026-03-01"}).status_code == 302
    assert client.post(base + "new/", {"title": "", "opened_on": "2026-03-01"}).status_code == 422
    page = f"{base}{vacancy.pk}/"
    assert "Bob" in client.get(page + "candidates/?q=bob").content.decode()
    holder = actor_of(bob, atelier_a).membership.pk
    assert client.post(page + "holder/", {"holder_id": holder, "version": 0}).status_code == 302
    assert "Bob" in client.get(page).content.decode()
    assert client_of(bob).get(page).status_code == 200
    assert client_of(bob).post(page + "deletion/").status_code == 403
    assert client_of(charlie).get(page).status_code == 404
    assert client.post(page + "deletion/").status_code == 302
    assert client.get(page).status_code == 404
