# SPDX-License-Identifier: AGPL-3.0-or-later
"""Coming and going, what is unread, and what guests and newcomers see."""

import pytest

from ruche.kernel.access.roles import Role
from ruche.kernel.db.context import organisation_scope
from ruche.kernel.errors import InvalidInput, NotFound, PermissionRefused
from ruche.kernel.organisations.models import Membership
from ruche.kernel.testing.people import find_actor, make_membership, make_user
from ruche.modules.chat.models import Channel, ChannelMembership
from ruche.modules.chat.selectors import count_all_unread, get_channel, list_channels, list_messages, list_open_channels, list_people
from ruche.modules.chat.services import (
    add_people,
    create_channel,
    create_direct,
    create_general_channel,
    dismiss_member,
    follow_role,
    join_channel,
    leave_channel,
    mark_read,
    update_channel,
    welcome_member,
)


def names(actor):
    return [entry.title for entry in list_channels(actor).all]


def unread_in(actor, channel):
    entry = list_channels(actor).find(channel.id)
    return entry.unread if entry else None


def test_a_newcomer_starts_at_the_last_message_and_reads_what_was_before(inside, channel, as_alice, as_dana, say):
    say(as_alice, channel, "Before")
    join_channel(as_dana, channel_id=channel.id)
    assert unread_in(as_dana, channel) == 0
    assert [one.body for one in list_messages(get_channel(as_dana, channel.id)).messages] == ["Before"]


def test_a_channel_may_keep_its_past_from_newcomers(inside, private_channel, as_alice, as_dana, say):
    Channel.objects.filter(id=private_channel.id).update(is_history_whole=False)
    say(as_alice, private_channel, "Before")
    add_people(as_alice, channel_id=private_channel.id, membership_ids=[as_dana.membership.id])
    say(as_alice, private_channel, "After")
    assert [one.body for one in list_messages(get_channel(as_dana, private_channel.id)).messages] == ["After"]
    assert [one.body for one in list_messages(get_channel(as_alice, private_channel.id)).messages] == ["Before", "After"]
    assert unread_in(as_dana, private_channel) == 1


def test_own_messages_do_not_count_as_unread(inside, channel, as_alice, as_bob, say):
    say(as_alice, channel)
    say(as_bob, channel)
    assert (unread_in(as_alice, channel), unread_in(as_bob, channel)) == (1, 1)
    mark_read(as_bob, channel_id=channel.id, position=2)
    assert unread_in(as_bob, channel) == 0
    assert count_all_unread(as_bob) == 0
    assert count_all_unread(as_alice) == 1


def test_unread_is_counted_up_to_a_hundred(inside, channel, as_alice, as_bob, say):
    for _number in range(101):
        say(as_alice, channel)
    assert unread_in(as_bob, channel) == 100


def test_leaving_and_coming_back_are_two_intervals(inside, channel, as_bob):
    leave_channel(as_bob, channel_id=channel.id)
    assert "workshop" not in names(as_bob)
    join_channel(as_bob, channel_id=channel.id)
    intervals = ChannelMembership.objects.filter(membership=as_bob.membership).order_by("joined_at")
    assert [one.left_at is None for one in intervals] == [False, True]


def test_who_left_a_private_channel_knows_it_no_more(inside, private_channel, as_bob):
    leave_channel(as_bob, channel_id=private_channel.id)
    with pytest.raises(NotFound):
        get_channel(as_bob, private_channel.id)
    with pytest.raises(NotFound):
        join_channel(as_bob, channel_id=private_channel.id)


def test_a_direct_conversation_is_the_same_for_both_and_cannot_be_left(inside, as_alice, as_bob, as_dana):
    made = create_direct(as_alice, membership_ids=[as_bob.membership.id])
    assert create_direct(as_bob, membership_ids=[as_alice.membership.id]).id == made.id
    assert create_direct(as_alice, membership_ids=[as_dana.membership.id]).id != made.id
    with pytest.raises(PermissionRefused):
        leave_channel(as_alice, channel_id=made.id)
    with pytest.raises(PermissionRefused):
        add_people(as_alice, channel_id=made.id, membership_ids=[as_dana.membership.id])


def test_several_people_meet_in_one_group(inside, as_alice, as_bob, as_dana):
    group = create_direct(as_alice, membership_ids=[as_bob.membership.id, as_dana.membership.id])
    assert (group.kind, names(as_alice)) == ("group", ["Bob, Dana"])
    again = create_direct(as_dana, membership_ids=[as_alice.membership.id, as_bob.membership.id, as_dana.membership.id])
    assert again.id == group.id


@pytest.mark.parametrize("whom", ["oneself", "nobody", "a stranger"])
def test_nobody_talks_to_themselves_or_to_strangers(inside, as_alice, as_charlie, whom):
    ids = {"oneself": [as_alice.membership.id], "nobody": [], "a stranger": [as_charlie.membership.id]}[whom]
    with pytest.raises(InvalidInput) as refusal:
        create_direct(as_alice, membership_ids=ids)
    assert refusal.value.fields.keys() == {"people"}


def test_names_are_kept_apart_however_they_are_written(inside, as_alice, channel):
    for taken in ("workshop", "  #Workshop ", "WORKSHOP", "wórkshop"):
        with pytest.raises(InvalidInput) as refusal:
            create_channel(as_alice, name=taken)
        assert refusal.value.code == "taken"
    # A private channel does not tell by its name that it exists.
    create_channel(as_alice, name="secret", kind=Channel.Kind.PRIVATE)
    assert create_channel(as_alice, name="secret").name == "secret"


def test_a_name_whose_letters_fold_to_many_is_kept(inside, as_alice):
    assert create_channel(as_alice, name="\ufdfa" * 80).name == "\ufdfa" * 80


def test_somebody_of_another_organisation_cannot_be_added(inside, channel, as_alice, as_charlie):
    with pytest.raises(InvalidInput):
        add_people(as_alice, channel_id=channel.id, membership_ids=[as_charlie.membership.id])


def test_each_organisation_has_its_own_channels(channel, as_alice, as_charlie):
    with organisation_scope(as_charlie.organisation_id):
        assert create_channel(as_charlie, name="workshop").name == "workshop"
        assert [one.name for one in list_open_channels(as_charlie).channels] == ["workshop"]
        assert names(as_charlie) == ["workshop"]
        with pytest.raises(NotFound):
            get_channel(as_charlie, channel.id)
        with pytest.raises(NotFound):
            join_channel(as_charlie, channel_id=channel.id)
        with pytest.raises(NotFound):
            update_channel(as_charlie, channel_id=channel.id, name="mine", topic="")


def test_a_guest_sees_only_what_they_were_added_to(inside, channel, as_alice, as_guest):
    with pytest.raises(NotFound):
        get_channel(as_guest, channel.id)
    assert list_open_channels(as_guest).channels == []
    with pytest.raises(PermissionRefused):
        create_channel(as_guest, name="mine")
    with pytest.raises(PermissionRefused):
        create_direct(as_guest, membership_ids=[as_alice.membership.id])
    add_people(as_alice, channel_id=channel.id, membership_ids=[as_guest.membership.id])
    assert names(as_guest) == ["workshop"]
    with pytest.raises(PermissionRefused):
        add_people(as_guest, channel_id=channel.id, membership_ids=[as_alice.membership.id])


def test_everybody_is_in_the_general_channel(inside, atelier_a, as_alice, as_bob, as_guest):
    general = create_general_channel(atelier_a, as_alice.membership)
    assert general.name == "general"
    assert [one.name for one in list_people(get_channel(as_alice, general.id))] == ["Alice", "Bob", "Dana"]
    newcomer = make_membership(make_user("Erin"), atelier_a)
    welcome_member(atelier_a.id, newcomer.id)
    welcome_member(atelier_a.id, newcomer.id)
    assert names(find_actor(newcomer.user, atelier_a)) == ["general"]
    leave_channel(as_bob, channel_id=general.id)
    create_general_channel(atelier_a, as_alice.membership)
    assert "general" not in names(as_bob)


def test_a_guest_who_becomes_a_member_comes_into_the_general_channel(inside, atelier_a, as_alice, as_guest):
    create_general_channel(atelier_a, as_alice.membership)
    welcome_member(atelier_a.id, as_guest.membership.id)
    assert names(as_guest) == []
    Membership.objects.filter(id=as_guest.membership.id).update(role=Role.MEMBER)
    follow_role(atelier_a.id, as_guest.membership.id)
    assert names(find_actor(as_guest.user, atelier_a)) == ["general"]


def test_who_leaves_the_organisation_is_in_none_of_its_channels_any_more(inside, atelier_a, channel, private_channel, as_bob):
    assert names(as_bob) == ["board", "workshop"]
    dismiss_member(atelier_a.id, as_bob.membership.id)
    assert names(as_bob) == []


def test_a_direct_conversation_keeps_its_name_when_the_other_person_leaves(inside, atelier_a, as_alice, as_bob, say):
    say(as_alice, create_direct(as_alice, membership_ids=[as_bob.membership.id]))
    dismiss_member(atelier_a.id, as_bob.membership.id)
    assert names(as_alice) == ["Bob"]
    welcome_member(atelier_a.id, as_bob.membership.id)
    assert names(as_alice) == ["Bob"]  # once, though they were in it twice


def test_who_comes_back_is_in_their_direct_conversations_again(inside, atelier_a, as_alice, as_bob, say):
    made = create_direct(as_alice, membership_ids=[as_bob.membership.id])
    dismiss_member(atelier_a.id, as_bob.membership.id)
    with pytest.raises(NotFound):
        get_channel(as_bob, made.id)
    welcome_member(atelier_a.id, as_bob.membership.id)
    say(as_alice, made)
    assert unread_in(as_bob, made) == 1


@pytest.mark.parametrize("asking", ["who stayed", "who had gone"])
def test_a_group_that_somebody_left_is_whole_again_when_it_is_called_again(inside, as_alice, as_bob, as_dana, asking):
    others = [as_bob.membership.id, as_dana.membership.id]
    group = create_direct(as_alice, membership_ids=others)
    leave_channel(as_bob, channel_id=group.id)
    actor = as_alice if asking == "who stayed" else as_bob
    everybody = [as_alice.membership.id, *others]
    assert create_direct(actor, membership_ids=everybody).id == group.id
    assert get_channel(as_bob, group.id).is_member


def test_the_sidebar_is_one_query(inside, channel, private_channel, as_alice, as_bob, as_dana, say, django_assert_num_queries):
    say(as_alice, create_direct(as_alice, membership_ids=[as_bob.membership.id]))
    say(as_alice, create_direct(as_alice, membership_ids=[as_dana.membership.id]))
    say(as_bob, channel)
    with django_assert_num_queries(1):
        assert len(list_channels(as_alice).all) == 4
