# SPDX-License-Identifier: AGPL-3.0-or-later
"""Calling people by name: who can be called, by whom, and what they find of it."""

from uuid import uuid4

import pytest
from django.db.models import F
from django.utils import timezone
from django.utils.translation import override

from ruche.kernel.access.roles import Role
from ruche.kernel.errors import InvalidInput, PermissionRefused
from ruche.kernel.organisations.models import Membership
from ruche.kernel.testing.people import find_actor
from ruche.modules.chat.models import Channel, Mention, Message
from ruche.modules.chat.selectors import count_mentions, list_channels, list_mentions, message_data
from ruche.modules.chat.services import (
    ImportedMessage,
    add_people,
    delete_message,
    edit_message,
    import_messages,
    leave_channel,
    mark_read,
    pin_message,
    remove_person,
)


def call(*actors):
    return " ".join(f"<@{actor.membership.id}>" for actor in actors)


def called(message):
    return set(Mention.objects.filter(message=message).values_list("membership_id", flat=True))


def found_by(actor, **asked):
    return [(entry.message.body.partition(" ")[0], entry.is_unread) for entry in list_mentions(actor, **asked).entries]


def test_a_mention_is_kept_with_its_message(inside, channel, as_alice, as_bob, say):
    message = say(as_alice, channel, f"Come {call(as_bob)}, {call(as_bob)}")
    row = Mention.objects.get()
    assert (row.membership_id, row.channel_id, row.message_id, row.position) == (as_bob.membership.id, channel.id, message.id, 1)
    assert message_data(message)["mentions"] == [{"id": str(as_bob.membership.id), "name": "Bob"}]
    assert message.html.count('data-member="') == 2


def test_only_active_people_of_the_channel_can_be_called(inside, channel, as_alice, as_bob, as_dana, as_charlie, say):
    message = say(as_alice, channel, f"Come {call(as_dana, as_charlie)} <@{uuid4()}> <@{channel.id}>")
    assert called(message) == set()
    assert message_data(message)["mentions"] == []
    assert str(as_dana.membership.id) in message.html
    assert "Dana" not in message.html
    Membership.objects.filter(id=as_bob.membership.id).update(status=Membership.Status.SUSPENDED)
    assert called(say(as_alice, channel, f"Come {call(as_bob)}")) == set()


def test_a_message_reads_the_same_in_every_language(inside, channel, as_alice, as_bob, say):
    message = pin_message(as_bob, message_id=say(as_alice, channel, f"**Come** <@all> {call(as_bob)}").id)
    with override("fr"):
        french = message_data(message)
    with override("en"):
        assert message_data(message) == french


def test_nobody_calls_themselves(inside, channel, as_alice, say):
    message = say(as_alice, channel, f"I am {call(as_alice)}")
    assert called(message) == set()
    assert message_data(message)["mentions"] == [{"id": str(as_alice.membership.id), "name": "Alice"}]


def test_everybody_is_called_with_the_right_to(inside, channel, as_alice, as_bob, as_guest, say):
    add_people(as_alice, channel_id=channel.id, membership_ids=[as_guest.membership.id])
    assert called(say(as_bob, channel, "<@all> come")) == {None}
    with pytest.raises(InvalidInput) as refusal:
        say(as_guest, channel, "<@all> come")
    assert (refusal.value.code, list(refusal.value.fields)) == ("mention_all_refused", ["body"])
    assert called(say(as_guest, channel, "Write `<@all>` to call everybody")) == set()


def test_a_right_lost_a_moment_ago_is_asked_for_by_the_write_itself(inside, channel, as_bob, say):
    assert called(say(as_bob, channel, "<@all>")) == {None}
    Membership.objects.filter(id=as_bob.membership.id).update(role=Role.GUEST, rights_version=F("rights_version") + 1)
    with pytest.raises(PermissionRefused):
        say(as_bob, channel, "<@all>")  # this actor was read before
    assert Message.objects.count() == 1


def test_an_edit_calls_those_who_are_new_and_no_longer_those_who_are_gone(inside, channel, as_alice, as_bob, as_dana, say):
    add_people(as_alice, channel_id=channel.id, membership_ids=[as_dana.membership.id])
    message = say(as_alice, channel, f"Come {call(as_bob)}")
    kept = Mention.objects.get()
    edit_message(as_alice, message_id=message.id, body=f"Come both {call(as_bob, as_dana)}")
    assert called(message) == {as_bob.membership.id, as_dana.membership.id}
    assert Mention.objects.filter(id=kept.id).exists()
    edit_message(as_alice, message_id=message.id, body=f"Come {call(as_dana)} <@all>")
    assert called(message) == {as_dana.membership.id, None}
    edit_message(as_alice, message_id=message.id, body="Nobody")
    assert called(message) == set()


def test_who_left_stays_called_by_what_named_them_before(inside, channel, as_alice, as_bob, say):
    message = say(as_alice, channel, f"Come {call(as_bob)}")
    leave_channel(as_bob, channel_id=channel.id)
    edited = edit_message(as_alice, message_id=message.id, body=f"Do come {call(as_bob)}")
    assert "@Bob" in edited.html
    assert "@Bob" not in say(as_alice, channel, call(as_bob)).html


def test_an_edit_does_not_need_the_right_to_call_everybody_again(inside, channel, as_alice, as_bob, say):
    message = say(as_bob, channel, "<@all> come")
    Membership.objects.filter(id=as_bob.membership.id).update(role=Role.GUEST)
    as_bob = find_actor(as_bob.user, as_bob.organisation)
    assert called(edit_message(as_bob, message_id=message.id, body="<@all> come early")) == {None}
    edit_message(as_bob, message_id=message.id, body="Come")
    with pytest.raises(InvalidInput):
        edit_message(as_bob, message_id=message.id, body="<@all> come")


def test_what_calls_one_is_found_newest_first(inside, channel, private_channel, as_alice, as_bob, as_dana, say):
    say(as_alice, channel, f"One {call(as_bob)}")
    say(as_alice, private_channel, f"Two {call(as_bob)} <@all>")
    say(as_alice, channel, "Nobody")
    say(as_bob, channel, "Own <@all>")
    gone = say(as_alice, channel, f"Gone {call(as_bob)}")
    delete_message(as_alice, message_id=gone.id)
    assert found_by(as_bob) == [("Two", True), ("One", True)]
    assert found_by(as_alice) == [("Own", True)]
    assert found_by(as_dana) == []
    mark_read(as_bob, channel_id=channel.id, position=1)
    assert found_by(as_bob) == [("Two", True), ("One", False)]


def test_mentions_are_paged_without_a_gap(inside, channel, as_alice, as_bob, say):
    for number in range(5):
        say(as_alice, channel, f"{number} {call(as_bob)}{' <@all>' if number % 2 else ''}")
    pages, before = [], None
    while True:
        page = list_mentions(as_bob, before=before, limit=2)
        pages.append([entry.message.body[0] for entry in page.entries])
        before = page.next
        if before is None:
            break
    assert pages == [["4", "3"], ["2", "1"], ["0"]]


def test_counts_are_those_of_the_list_and_of_the_sidebar(inside, channel, private_channel, as_alice, as_bob, say):
    for where in (channel, channel, private_channel):
        say(as_alice, where, f"Come {call(as_bob)} <@all>")
    say(as_bob, channel, "Own <@all>")
    assert (count_mentions(as_bob), count_mentions(as_bob, channel_id=channel.id)) == (3, 2)
    assert {entry.name: entry.mentions for entry in list_channels(as_bob).all} == {"workshop": 2, "board": 1}
    assert {entry.name: entry.mentions for entry in list_channels(as_alice).all} == {"workshop": 1, "board": 0}
    mark_read(as_bob, channel_id=channel.id, position=1)
    assert (count_mentions(as_bob), count_mentions(as_bob, channel_id=channel.id)) == (2, 1)


def test_nothing_is_found_of_channels_one_is_not_in_nor_of_before_one_came(inside, private_channel, as_alice, as_bob, as_dana, say):
    Channel.objects.filter(id=private_channel.id).update(is_history_whole=False)
    before = say(as_alice, private_channel, "Before <@all>")
    add_people(as_alice, channel_id=private_channel.id, membership_ids=[as_dana.membership.id])
    edit_message(as_alice, message_id=before.id, body=f"Before {call(as_dana)} <@all>")
    assert (found_by(as_dana), count_mentions(as_dana)) == ([], 0)
    assert list_channels(as_dana).all[0].mentions == 0
    say(as_alice, private_channel, "After <@all>")
    assert found_by(as_dana) == [("After", True)]
    remove_person(as_alice, channel_id=private_channel.id, membership_id=as_dana.membership.id)
    assert (found_by(as_dana), count_mentions(as_dana)) == ([], 0)


def test_an_import_keeps_mentions(inside, channel, as_alice, as_bob):
    brought = [ImportedMessage(as_alice.membership.id, f"{number} {call(as_alice, as_bob)}", timezone.now()) for number in range(3)]
    import_messages(as_alice, channel_id=channel.id, messages=brought, is_read=False)
    assert found_by(as_bob) == [("2", True), ("1", True), ("0", True)]
    assert found_by(as_alice) == []


def test_the_list_takes_the_same_queries_however_long(inside, channel, as_alice, as_bob, say, django_assert_num_queries):
    for number in range(12):
        say(as_alice, channel, f"{number} {call(as_bob)}")
    for limit in (1, 10):
        with django_assert_num_queries(4):
            list_mentions(as_bob, limit=limit)
