# SPDX-License-Identifier: AGPL-3.0-or-later
"""Naming, describing, archiving, removing channels; who sees what was said before they came."""

import pytest
from django.utils.translation import override

from ruche.kernel.db.context import organisation_scope
from ruche.kernel.errors import InvalidInput, NotFound, PermissionRefused
from ruche.kernel.testing.people import find_actor, make_membership, make_user
from ruche.modules.chat.models import Channel
from ruche.modules.chat.selectors import (
    ChannelRemoved,
    NoLongerInChannel,
    get_channel,
    list_archived,
    list_changes,
    list_channels,
    list_messages,
    list_people,
    list_removed,
    list_rights,
)
from ruche.modules.chat.services import (
    ChannelArchived,
    ChannelChanged,
    DefaultChannelKept,
    add_people,
    archive_channel,
    create_channel,
    create_direct,
    create_general_channel,
    extend_conversation,
    join_channel,
    leave_channel,
    post_message,
    remove_channel,
    remove_person,
    reopen_channel,
    restore_channel,
    update_channel,
)


def bodies(actor, channel):
    return [one.body for one in list_messages(get_channel(actor, channel.id)).messages]


def test_who_comes_into_a_channel_without_its_past_sees_what_is_said_from_then_on(inside, as_alice, as_bob, say):
    channel = create_channel(as_alice, name="board", kind=Channel.Kind.PRIVATE, is_history_whole=False)
    say(as_alice, channel, "Before")
    add_people(as_alice, channel_id=channel.id, membership_ids=[as_bob.membership.id])
    say(as_alice, channel, "After")
    assert bodies(as_alice, channel) == ["Before", "After"]
    assert bodies(as_bob, channel) == ["After"]
    access = get_channel(as_bob, channel.id)
    assert [one.body for one in list_changes(access.channel, after=0, visible_from=access.visible_from).messages] == ["After"]


def test_another_history_holds_for_those_who_come_later(inside, private_channel, as_alice, as_bob, as_dana, say):
    say(as_alice, private_channel, "Before")
    update_channel(as_alice, channel_id=private_channel.id, is_history_whole=False)
    assert bodies(as_bob, private_channel) == ["Before"]
    add_people(as_alice, channel_id=private_channel.id, membership_ids=[as_dana.membership.id])
    assert bodies(as_dana, private_channel) == []
    update_channel(as_alice, channel_id=private_channel.id, is_history_whole=True)
    assert bodies(as_dana, private_channel) == []
    remove_person(as_alice, channel_id=private_channel.id, membership_id=as_dana.membership.id)
    add_people(as_alice, channel_id=private_channel.id, membership_ids=[as_dana.membership.id])
    assert bodies(as_dana, private_channel) == ["Before"]


def test_what_everybody_may_read_has_its_whole_history(inside, channel, as_alice):
    for refused in (
        lambda: create_channel(as_alice, name="news", is_history_whole=False),
        lambda: update_channel(as_alice, channel_id=channel.id, is_history_whole=False),
    ):
        with pytest.raises(InvalidInput) as refusal:
            refused()
        assert refusal.value.fields.keys() == {"is_history_whole"}


def test_what_is_left_out_stays_as_it_is(inside, channel, as_alice):
    update_channel(as_alice, channel_id=channel.id, topic="All of it")
    renamed = update_channel(as_alice, channel_id=channel.id, name="atelier")
    assert (renamed.name, renamed.topic, renamed.is_history_whole) == ("atelier", "All of it", True)


def test_who_saves_what_they_looked_at_earlier_is_told(inside, channel, as_alice):
    seen = get_channel(as_alice, channel.id).channel.version
    update_channel(as_alice, channel_id=channel.id, name="first", version=seen)
    with pytest.raises(ChannelChanged) as conflict:
        update_channel(as_alice, channel_id=channel.id, name="second", version=seen)
    assert conflict.value.channel.name == "first"
    assert update_channel(as_alice, channel_id=channel.id, name="second", version=conflict.value.channel.version).name == "second"


def test_a_removed_channel_is_found_by_nobody_until_it_is_restored(inside, channel, as_alice, as_bob, as_dana, say):
    say(as_bob, channel, "Kept")
    remove_channel(as_alice, channel_id=channel.id)
    for actor in (as_alice, as_bob):
        assert "workshop" not in [entry.name for entry in list_channels(actor).all]
        with pytest.raises(ChannelRemoved):
            get_channel(actor, channel.id)
        with pytest.raises(ChannelRemoved):
            say(actor, channel)
    with pytest.raises(NotFound) as foreign:
        get_channel(as_dana, channel.id)
    assert type(foreign.value) is NotFound  # who was never in it does not hear that it was there
    assert [one.name for one in list_removed(as_alice)] == ["workshop"]
    restore_channel(as_alice, channel_id=channel.id)
    assert bodies(as_bob, channel) == ["Kept"]
    assert list_removed(as_alice) == []


def test_a_removed_channel_is_restored_by_those_who_may_manage_it(inside, channel, private_channel, as_alice, as_bob, as_dana, as_guest):
    own = create_channel(as_bob, name="bobs", kind=Channel.Kind.PRIVATE)
    for actor, one in ((as_alice, channel), (as_alice, private_channel), (as_bob, own)):
        remove_channel(actor, channel_id=one.id)
    assert {one.name for one in list_removed(as_alice)} == {"workshop", "board"}  # not Bob's, which she was never in
    assert [one.name for one in list_removed(as_bob)] == ["bobs"]
    assert list_removed(as_dana) == list_removed(as_guest) == []
    with pytest.raises(NotFound):
        restore_channel(as_bob, channel_id=channel.id)


def test_a_name_taken_meanwhile_asks_for_another(inside, channel, as_alice):
    remove_channel(as_alice, channel_id=channel.id)
    create_channel(as_alice, name="workshop")
    with pytest.raises(InvalidInput) as refusal:
        restore_channel(as_alice, channel_id=channel.id)
    assert refusal.value.code == "taken"
    assert restore_channel(as_alice, channel_id=channel.id, name="former workshop").name == "former workshop"


def test_the_channel_of_everybody_cannot_be_removed(inside, atelier_a, as_alice):
    general = create_general_channel(atelier_a, as_alice.membership)
    with pytest.raises(DefaultChannelKept):
        remove_channel(as_alice, channel_id=general.id)
    assert get_channel(as_alice, general.id).channel.deleted_at is None


def test_only_who_may_manage_a_channel_removes_it(inside, channel, as_bob, as_dana):
    for actor in (as_bob, as_dana):
        with pytest.raises(PermissionRefused):
            remove_channel(actor, channel_id=channel.id)


def test_an_archived_channel_is_read_found_on_its_shelf_and_opened_again(inside, channel, as_alice, as_bob, say):
    say(as_bob, channel, "Kept")
    archive_channel(as_alice, channel_id=channel.id)
    assert [one.name for one in list_archived(as_bob)] == ["workshop"]
    assert bodies(as_bob, channel) == ["Kept"]
    with pytest.raises(ChannelArchived):
        say(as_bob, channel)
    reopen_channel(as_alice, channel_id=channel.id)
    assert list_archived(as_bob) == []
    say(as_bob, channel)


def test_a_private_channel_is_on_no_strangers_shelf(inside, private_channel, as_alice, as_bob, as_dana):
    archive_channel(as_alice, channel_id=private_channel.id)
    assert [one.name for one in list_archived(as_bob, words="BOÀRD")] == ["board"]
    assert list_archived(as_dana) == []


def test_somebody_more_makes_another_conversation(inside, as_alice, as_bob, as_dana, say):
    pair = create_direct(as_alice, membership_ids=[as_bob.membership.id])
    say(as_alice, pair, "Between us")
    opened = extend_conversation(as_bob, channel_id=pair.id, membership_ids=[as_dana.membership.id])
    assert opened.is_new
    assert opened.channel.kind == Channel.Kind.GROUP
    assert {one.name for one in list_people(get_channel(as_dana, opened.channel.id))} == {"Alice", "Bob", "Dana"}
    assert bodies(as_dana, opened.channel) == []
    assert bodies(as_alice, pair) == ["Between us"]
    again = extend_conversation(as_alice, channel_id=pair.id, membership_ids=[as_dana.membership.id])
    assert (again.channel.id, again.is_new) == (opened.channel.id, False)


def test_a_ninth_person_needs_a_channel(inside, atelier_a, as_alice):
    people = [make_membership(make_user(f"Person {number}"), atelier_a).id for number in range(8)]
    group = create_direct(as_alice, membership_ids=people[:7])
    with pytest.raises(InvalidInput) as refusal:
        extend_conversation(as_alice, channel_id=group.id, membership_ids=people[7:])
    assert refusal.value.fields.keys() == {"people"}


def test_who_went_out_is_told_so_and_a_stranger_is_not(inside, private_channel, as_bob, as_dana):
    leave_channel(as_bob, channel_id=private_channel.id)
    with pytest.raises(NoLongerInChannel):
        get_channel(as_bob, private_channel.id)
    with pytest.raises(NotFound) as foreign:
        get_channel(as_dana, private_channel.id)
    assert type(foreign.value) is NotFound


def test_people_are_found_by_their_names_whatever_the_accents(inside, atelier_a, channel, as_alice, as_dana):
    for name in ("Zoé Étienne", "Étienne Marc", "Marc-Étienne"):
        actor = find_actor(make_membership(make_user(name), atelier_a).user, atelier_a)
        join_channel(actor, channel_id=channel.id)
    access = get_channel(as_alice, channel.id)
    assert [one.name for one in list_people(access, words="ETIENNE")] == ["Étienne Marc", "Marc-Étienne", "Zoé Étienne"]
    assert [one.name for one in list_people(access, words="etienne marc")] == ["Étienne Marc", "Marc-Étienne"]
    assert list_people(access, words="dana") == []  # of the organisation, not of the channel


def test_the_rights_are_those_of_the_roles(inside, channel, as_alice):
    announcements = create_channel(as_alice, name="news", kind=Channel.Kind.ANNOUNCEMENT)
    assert list_rights(channel)[0].is_everybody
    with override("en"):
        assert list_rights(announcements)[0].roles == ["Manager", "Administrator", "Owner"]


def test_another_organisation_restores_nothing(channel, as_alice, as_charlie, atelier_a):
    with organisation_scope(atelier_a.id):
        remove_channel(as_alice, channel_id=channel.id)
    with organisation_scope(as_charlie.organisation_id), pytest.raises(NotFound):
        restore_channel(as_charlie, channel_id=channel.id)
    with organisation_scope(atelier_a.id):
        assert [one.name for one in list_removed(as_alice)] == ["workshop"]


def test_a_post_that_waited_for_a_removal_is_refused(inside, channel, as_alice, as_bob):
    remove_channel(as_alice, channel_id=channel.id)
    with pytest.raises(NotFound) as refusal:
        post_message(as_bob, channel_id=channel.id, client_id=channel.id, body="Too late")
    assert refusal.value.code == "channel_removed"
