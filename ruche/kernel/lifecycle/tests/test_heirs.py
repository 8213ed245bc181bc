# SPDX-License-Identifier: AGPL-3.0-or-later
"""What leavers own, and who receives it."""

import pytest

from ruche.kernel.access.roles import Role
from ruche.kernel.errors import InvalidInput, NotFound, PermissionRefused
from ruche.kernel.lifecycle import selectors, services
from ruche.kernel.lifecycle.services import HeirUnfit
from ruche.kernel.lifecycle.services.starting import today
from ruche.kernel.lifecycle.tests.leaving_team import (
    CHANNEL,
    CHECKLIST,
    HELD,
    POST,
    Channel,
    ChannelMembership,
    Position,
    create_channel,
    everything_to,
    id_of,
    join_channel,
    list_own_things,
    plan,
    team,
)
from ruche.kernel.organisations.models import Membership
from ruche.kernel.organisations.services import remove_member
from ruche.kernel.outbox.draining import drain
from ruche.kernel.testing.people import find_actor, make_membership, make_user

__all__ = ["team"]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


def test_what_somebody_owns_is_counted_by_kind(team):
    owned = {one.kind: one.count for one in selectors.list_owned_by(team["alice"], id_of(team["bob"]))}
    assert owned == {CHECKLIST: 1, CHANNEL: 1, HELD: 1, POST: 1}
    assert selectors.list_owned_by(team["alice"], id_of(team["dana"])) == []


def test_what_has_no_heir_is_listed_and_handed_over_later(team):
    plan(team, heirs={CHANNEL: id_of(team["alice"])})
    services.finish_leaving(team["alice"], membership_id=id_of(team["bob"]))
    while drain():
        pass
    assert Position.objects.get().holder_id is None  # a post that is held becomes vacant
    (leaver,) = selectors.list_leavers(team["alice"]).results
    assert ({one.kind for one in leaver.owned}, leaver.membership.name) == ({CHECKLIST, POST}, "Bob")
    assert services.reassign(team["alice"], from_id=id_of(team["bob"]), to_id=id_of(team["dana"])) == 2
    assert services.reassign(team["alice"], from_id=id_of(team["bob"]), to_id=id_of(team["dana"])) == 0
    assert selectors.list_leavers(team["alice"]).results == []
    with pytest.raises(PermissionRefused):
        selectors.list_leavers(team["dana"])


def test_heir_must_be_here_and_stay(team, atelier_a, bureau_b, charlie):
    guest = make_membership(make_user("Gus"), atelier_a, Role.GUEST)
    gone = make_membership(make_user("Gone"), atelier_a)
    remove_member(team["alice"], membership_id=gone.pk)
    services.start_leaving(team["alice"], membership_id=id_of(team["dana"]), last_day=today(atelier_a))
    for heir in (guest.pk, gone.pk, id_of(team["dana"])):
        with pytest.raises(HeirUnfit):
            services.reassign(team["alice"], from_id=id_of(team["bob"]), to_id=heir)
        with pytest.raises(HeirUnfit) as refused:
            plan(team, heirs={CHANNEL: heir})
        assert list(refused.value.fields) == ["heir_chat.channel"]
    for stranger in (Membership().pk, find_actor(charlie, bureau_b).membership.pk):
        with pytest.raises(NotFound):
            services.reassign(team["alice"], from_id=id_of(team["bob"]), to_id=stranger)
    with pytest.raises(InvalidInput):
        services.reassign(team["alice"], from_id=id_of(team["bob"]), to_id=id_of(team["bob"]))
    assert Channel.objects.get(name="benches").created_by_id == id_of(team["bob"])


def test_heir_who_leaves_meanwhile_receives_nothing(team):
    departure = plan(team, heirs=everything_to(team["dana"]))
    remove_member(team["alice"], membership_id=id_of(team["dana"]))
    services.finish_leaving(team["alice"], membership_id=id_of(team["bob"]))
    departure.refresh_from_db()
    assert departure.state == "done"
    assert {one.kind for one in selectors.get_leaver(team["alice"], id_of(team["bob"])).owned} == {CHECKLIST, CHANNEL, HELD, POST}


def test_nobody_gets_into_a_private_channel_by_inheriting(team):
    private = create_channel(team["bob"], name="secret", kind=Channel.Kind.PRIVATE, people=[id_of(team["dana"])])
    lonely = create_channel(team["bob"], name="lonely", kind=Channel.Kind.PRIVATE)
    assert services.reassign(team["alice"], from_id=id_of(team["bob"]), to_id=id_of(team["alice"]), kinds=[CHANNEL]) == 2
    private.refresh_from_db()
    lonely.refresh_from_db()
    assert (private.created_by_id, lonely.created_by_id) == (id_of(team["dana"]), id_of(team["bob"]))
    assert not ChannelMembership.objects.filter(channel__in=[private, lonely], membership=team["alice"].membership).exists()


def test_heir_of_an_open_channel_comes_into_it(team):
    join_channel(team["dana"], channel_id=Channel.objects.get(name="benches").pk)
    services.reassign(team["alice"], from_id=id_of(team["bob"]), to_id=id_of(team["alice"]), kinds=[CHANNEL])
    inside = ChannelMembership.objects.filter(channel__name="benches", left_at=None)
    assert id_of(team["alice"]) in set(inside.values_list("membership_id", flat=True))
    assert list_own_things(team["alice"], Membership.objects.filter(pk=id_of(team["bob"]))) == []
