# SPDX-License-Identifier: AGPL-3.0-or-later
"""Editing and deleting: what was said before is kept, and who may."""

from uuid import uuid4

import pytest

from ruche.kernel.access.roles import Role
from ruche.kernel.errors import InvalidInput, NotFound, PermissionRefused
from ruche.kernel.organisations.models import Membership
from ruche.kernel.outbox.models import OutboxEntry
from ruche.kernel.testing.people import find_actor
from ruche.modules.chat.models import Channel, Mention, Message, MessageVersion
from ruche.modules.chat.selectors import list_versions
from ruche.modules.chat.services import (
    ChannelArchived,
    MessageDeleted,
    add_people,
    archive_channel,
    create_channel,
    delete_message,
    edit_message,
    editing,
    mentions,
    pin_message,
    post_message,
    remove_person,
)
from ruche.modules.chat.services.bodies import render_body
from ruche.modules.chat.services.changing import hold_message


def edit(actor, message, body="Better"):
    return edit_message(actor, message_id=message.id, body=body)


def delete(actor, message):
    return delete_message(actor, message_id=message.id)


def with_role(actor, role):
    Membership.objects.filter(id=actor.membership.id).update(role=role)
    return find_actor(actor.user, actor.organisation)


def bodies_before(message):
    return list(MessageVersion.objects.filter(message=message).order_by("revision").values_list("body", flat=True))


def announced(signal):
    entries = OutboxEntry.objects.filter(signal=signal)
    return [(entry.ids["channel_id"], entry.ids["message_id"]) for entry in entries]


def test_an_edit_renders_before_it_holds_up_anybody(inside, channel, as_alice, as_bob, say, monkeypatch):
    message, done = say(as_alice, channel), []

    def render(body, *more):
        done.append("render")
        return render_body(body, *more)

    def hold(*message):
        done.append("hold")
        return hold_message(*message)

    for module in (editing, mentions):
        monkeypatch.setattr(module, "render_body", render)
    monkeypatch.setattr(editing, "hold_message", hold)
    edit(as_alice, message, "**Better**")
    assert done == ["render", "hold"]
    edit(as_alice, message, f"**Best** <@{as_bob.membership.id}>")  # whom it may name is known once the channel is held
    assert done[2:] == ["hold", "render"]


def test_an_edit_keeps_what_was_said_and_takes_the_next_revision(inside, channel, as_alice, as_bob, say):
    first, second = say(as_alice, channel, "Before"), say(as_bob, channel, "Second")
    edited = edit(as_alice, first, "First")
    assert (edited.body, edited.html, edited.position, edited.revision) == ("First", "First", 1, 3)
    kept = Message.objects.get(id=first.id)
    assert (kept.body, kept.revision, kept.edited_at, kept.posted_at) == ("First", 3, edited.edited_at, first.posted_at)
    version = MessageVersion.objects.get()
    assert (version.body, version.revision, version.written_at) == ("Before", 1, first.posted_at)
    assert (Channel.objects.get(id=channel.id).revision, Channel.objects.get(id=channel.id).last_position) == (3, 2)
    assert Message.objects.get(id=second.id).revision == 2


def test_a_second_edit_keeps_both_former_bodies(inside, channel, as_alice, say):
    message = say(as_alice, channel, "One")
    edited = edit(as_alice, message, "Two")
    edit(as_alice, message, "Three")
    assert bodies_before(message) == ["One", "Two"]
    assert MessageVersion.objects.get(body="Two").written_at == edited.edited_at


def test_the_same_body_again_changes_nothing(inside, channel, as_alice, say):
    message = say(as_alice, channel, "One")
    edited = edit(as_alice, message, "Two")
    again = edit(as_alice, message, "Two\u202e")
    assert (again.revision, again.edited_at) == (edited.revision, edited.edited_at)
    assert bodies_before(message) == ["One"]
    assert len(announced("chat.message_edited")) == 1


def test_only_the_author_edits(inside, channel, as_alice, as_bob, as_dana, as_guest, say):
    message = say(as_bob, channel, "Bob's")
    for other, refusal in ((as_alice, PermissionRefused), (as_dana, PermissionRefused), (as_guest, NotFound)):
        with pytest.raises(refusal):
            edit(other, message)
    assert edit(as_bob, message).body == "Better"


def test_who_was_taken_out_edits_no_more(inside, channel, private_channel, as_alice, as_bob, say):
    opened, hidden = say(as_bob, channel), say(as_bob, private_channel)
    assert edit(as_bob, hidden, "Still here").revision == 2
    for one in (channel, private_channel):
        remove_person(as_alice, channel_id=one.id, membership_id=as_bob.membership.id)
    with pytest.raises(PermissionRefused):
        edit(as_bob, opened)
    with pytest.raises(NotFound):
        edit(as_bob, hidden)
    with pytest.raises(NotFound):
        delete(as_bob, hidden)


def test_who_may_announce_no_more_edits_no_announcement(inside, as_alice, as_bob, say):
    news = create_channel(as_alice, name="news", kind=Channel.Kind.ANNOUNCEMENT, people=[as_bob.membership.id])
    message = say(with_role(as_bob, Role.MANAGER), news)
    with pytest.raises(PermissionRefused):
        edit(with_role(as_bob, Role.MEMBER), message)


def test_an_archived_channel_stays_as_it_is(inside, channel, as_alice, say):
    message = say(as_alice, channel)
    archive_channel(as_alice, channel_id=channel.id)
    for act in (edit, delete):
        with pytest.raises(ChannelArchived):
            act(as_alice, message)
    assert Message.objects.get().body == "Hello"


@pytest.mark.parametrize("body", ["", " \n", "\u200b", "\x00", "x" * 8_001])
def test_an_empty_or_endless_edit_is_refused_and_nothing_is_lost(inside, channel, as_alice, say, body):
    message = say(as_alice, channel)
    with pytest.raises(InvalidInput) as refusal:
        edit(as_alice, message, body)
    assert refusal.value.fields.keys() == {"body"}
    assert Message.objects.get().body == "Hello"


def test_a_deletion_leaves_a_marker_and_keeps_what_was_said(inside, channel, as_alice, as_bob, say):
    message = say(as_bob, channel, f"Secret for <@{as_alice.membership.id}>")
    pin_message(as_alice, message_id=message.id)
    gone = delete(as_bob, message)
    kept = Message.objects.get(id=message.id)
    assert (kept.body, kept.html, kept.position, kept.revision) == ("", "", 1, 3)
    assert (kept.deleted_at, kept.deleted_by_id, kept.pinned_at) == (gone.deleted_at, as_bob.membership.id, None)
    assert bodies_before(message) == [message.body]
    assert not Mention.objects.exists()


def test_deleting_again_changes_nothing(inside, channel, as_alice, as_bob, say):
    message = say(as_bob, channel)
    first, again = delete(as_bob, message), delete(as_alice, message)
    assert (again.revision, again.deleted_at, again.deleted_by_id) == (first.revision, first.deleted_at, as_bob.membership.id)
    assert len(announced("chat.message_deleted")) == 1


def test_who_moderates_deletes_what_others_wrote(inside, channel, as_alice, as_bob, as_dana, as_guest, say):
    message, own = say(as_alice, channel, "Alice's"), say(as_bob, channel, "Bob's")
    for other, refusal in ((as_bob, PermissionRefused), (as_dana, PermissionRefused), (as_guest, NotFound)):
        with pytest.raises(refusal):
            delete(other, message)
    assert delete(as_alice, own).deleted_by_id == as_alice.membership.id


def test_a_deleted_message_is_not_edited(inside, channel, as_alice, say):
    message = say(as_alice, channel)
    delete(as_alice, message)
    with pytest.raises(MessageDeleted):
        edit(as_alice, message)


def test_sending_a_deleted_message_again_does_not_bring_it_back(inside, channel, as_alice):
    client_id = uuid4()
    posted = post_message(as_alice, channel_id=channel.id, client_id=client_id, body="Oops").message
    delete(as_alice, posted)
    again = post_message(as_alice, channel_id=channel.id, client_id=client_id, body="Oops")
    assert (again.is_new, again.message.id, again.message.body) == (False, posted.id, "")


def test_each_change_is_announced_in_its_transaction(inside, channel, as_alice, say):
    message = say(as_alice, channel)
    edit(as_alice, message)
    delete(as_alice, message)
    for signal in ("chat.message_posted", "chat.message_edited", "chat.message_deleted"):
        assert announced(signal) == [(str(channel.id), str(message.id))]


def test_former_bodies_are_for_the_author_and_those_who_moderate(inside, channel, as_alice, as_bob, as_dana, as_guest, say):
    message = say(as_bob, channel, "One")
    edit(as_bob, message, "Two")
    delete(as_bob, message)
    for actor in (as_bob, as_alice):
        assert [version.body for version in list_versions(actor, message_id=message.id).versions] == ["Two", "One"]
    first = list_versions(as_bob, message_id=message.id, limit=1)
    assert [one.body for one in list_versions(as_bob, message_id=message.id, before=first.next).versions] == ["One"]
    for other, refusal in ((as_dana, PermissionRefused), (as_guest, NotFound)):
        with pytest.raises(refusal):
            list_versions(other, message_id=message.id)


def test_what_was_said_before_one_may_see_it_does_not_exist(inside, private_channel, as_alice, as_dana, say):
    Channel.objects.filter(id=private_channel.id).update(is_history_whole=False)
    as_dana = with_role(as_dana, Role.MANAGER)
    before = say(as_alice, private_channel, "Before")
    add_people(as_alice, channel_id=private_channel.id, membership_ids=[as_dana.membership.id])
    after = say(as_alice, private_channel, "After")
    for act in (edit, delete, lambda actor, one: list_versions(actor, message_id=one.id), lambda a, one: pin_message(a, message_id=one.id)):
        with pytest.raises(NotFound):
            act(as_dana, before)
    assert pin_message(as_dana, message_id=after.id).pinned_by == as_dana.membership
    assert delete(as_dana, after).deleted_at
