# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who may follow which topic, what they missed, and what open pages are told."""

import pytest

from ruche.kernel.access.roles import Role
from ruche.kernel.db.context import organisation_scope
from ruche.kernel.realtime import RESET, process
from ruche.kernel.realtime.admissions import Wish, admit
from ruche.kernel.realtime.envelopes import MAX_BYTES, Announcement, Circular, Envelope, Revocation, event_text
from ruche.kernel.testing.people import make_membership, make_user
from ruche.modules.chat.models import Channel, Message
from ruche.modules.chat.services import (
    ImportedMessage,
    add_people,
    delete_message,
    edit_message,
    import_messages,
    mark_read,
    remove_channel,
    update_channel,
)
from ruche.modules.chat.streams import topics


@pytest.fixture
def told(monkeypatch, django_capture_on_commit_callbacks):
    """What is announced once everything is committed: (topic, the event's text)."""
    heard: list[Announcement] = []
    monkeypatch.setattr(process.announcer, "announce", heard.append)

    def listen(act):
        heard.clear()
        with django_capture_on_commit_callbacks(execute=True):
            act()
        return [pair for one in heard for pair in _events_of(one)]

    return listen


def _events_of(announcement):
    if isinstance(announcement, Circular):
        return [(topic, event_text(topic, announcement.shared)) for topic in announcement.topics()]
    return [(announcement.topic, announcement.text)] if isinstance(announcement, Envelope) else []


def is_admitted(actor, topic):
    return admit([Wish(actor.user.id, topic)])[Wish(actor.user.id, topic)] is not None


def test_members_follow_what_they_see(channel, private_channel, as_alice, as_bob, as_dana, as_guest, as_charlie):
    opened, hidden = f"chat.channel:{channel.id}", f"chat.channel:{private_channel.id}"
    assert [is_admitted(one, opened) for one in (as_bob, as_dana, as_guest, as_charlie)] == [True, True, False, False]
    assert [is_admitted(one, hidden) for one in (as_bob, as_dana, as_guest, as_charlie)] == [True, False, False, False]


def test_many_readers_are_admitted_as_one_by_one(channel, private_channel, as_alice, as_bob, as_dana, as_guest):
    actors = [as_alice, as_bob, as_dana, as_guest]
    with organisation_scope(as_alice.organisation_id):
        for key in (str(channel.id), str(private_channel.id)):
            one_by_one = {one.membership.id: topics["chat.channel"].authorise(one, key) for one in actors}
            together = topics["chat.channel"].readers(actors, key)
            assert {member: together.get(member) for member in one_by_one} == one_by_one


def test_an_inbox_is_for_its_person_and_the_activity_for_members(as_alice, as_bob, as_guest, as_charlie):
    inbox, activity = f"chat.inbox:{as_alice.membership.id}", f"chat.activity:{as_alice.organisation_id}"
    assert [is_admitted(one, inbox) for one in (as_alice, as_bob, as_charlie)] == [True, False, False]
    assert [is_admitted(one, activity) for one in (as_bob, as_guest, as_charlie)] == [True, False, False]


def test_heads_are_read_for_all_organisations_at_once(channel, as_alice, say):
    say(as_alice, channel)
    head = topics["chat.channel"].heads([str(channel.id), str(as_alice.membership.id)])
    assert list(head) == [str(channel.id)]
    assert (head[str(channel.id)].organisation_id, head[str(channel.id)].revision) == (as_alice.organisation_id, 1)


def test_changes_are_whole_messages_in_order(inside, channel, as_alice, as_bob, say):
    for body in ("One", "Two", "Three"):
        say(as_alice, channel, body)
    changes = topics["chat.channel"].changes
    view = topics["chat.channel"].authorise(as_bob, str(channel.id))
    assert [event.data["body"] for event in changes(view, str(channel.id), 1)] == ["Two", "Three"]
    assert changes(None, str(channel.id), 0) == changes(view, str(channel.id), 0)
    Channel.objects.filter(id=channel.id).update(purged_through_revision=2)
    assert changes(view, str(channel.id), 1) == [RESET]
    assert [event.data["body"] for event in changes(view, str(channel.id), 2)] == ["Three"]


def test_catching_up_obeys_the_history_that_one_may_see(inside, private_channel, as_alice, as_dana, say):
    Channel.objects.filter(id=private_channel.id).update(is_history_whole=False)
    say(as_alice, private_channel, "Before")
    add_people(as_alice, channel_id=private_channel.id, membership_ids=[as_dana.membership.id])
    say(as_alice, private_channel, "After")
    view = topics["chat.channel"].authorise(as_dana, str(private_channel.id))
    seen = topics["chat.channel"].changes(view, str(private_channel.id), 0)
    assert [event.data["body"] for event in seen] == ["After"]


def test_a_message_is_told_once_to_the_channel_and_once_to_the_sidebars(channel, as_alice, say, told):
    heard = told(lambda: say(as_alice, channel, "Hello"))
    assert [topic for topic, _text in heard] == [f"chat.channel:{channel.id}", f"chat.activity:{as_alice.organisation_id}"]
    assert "Hello" in heard[0][1]
    assert "Hello" not in heard[1][1]


def test_private_channels_are_told_to_their_people_only(private_channel, as_alice, as_bob, say, told):
    heard = {topic for topic, _text in told(lambda: say(as_alice, private_channel, "Hello"))}
    assert heard == {
        f"chat.channel:{private_channel.id}",
        f"chat.inbox:{as_alice.membership.id}",
        f"chat.inbox:{as_bob.membership.id}",
    }


def test_a_message_in_a_private_channel_of_many_is_announced_once(
    atelier_a, private_channel, as_alice, inside, say, monkeypatch, django_capture_on_commit_callbacks
):
    people = [make_membership(make_user(f"Nobody {number}"), atelier_a, Role.MEMBER).id for number in range(60)]
    add_people(as_alice, channel_id=private_channel.id, membership_ids=people)
    heard: list[Announcement] = []
    monkeypatch.setattr(process.announcer, "announce", heard.append)
    with django_capture_on_commit_callbacks(execute=True):
        say(as_alice, private_channel, "Hello")
    to_the_channel, to_the_people = heard
    assert isinstance(to_the_channel, Envelope)
    assert set(to_the_people.topics()) > {f"chat.inbox:{person}" for person in people}
    assert len(to_the_people.pack().encode()) < MAX_BYTES


def test_reading_is_told_to_the_other_pages_of_the_reader(inside, channel, as_alice, as_bob, say, told):
    say(as_alice, channel)
    heard = told(lambda: mark_read(as_bob, channel_id=channel.id, position=1))
    assert [topic for topic, _text in heard] == [f"chat.inbox:{as_bob.membership.id}"]
    assert told(lambda: mark_read(as_bob, channel_id=channel.id, position=1)) == []


def test_a_new_name_has_the_sidebars_read_anew(inside, channel, as_alice, told):
    ((topic, text),) = told(lambda: update_channel(as_alice, channel_id=channel.id, name="garage", topic=""))
    assert topic == f"chat.activity:{as_alice.organisation_id}"
    assert '"resync"' in text


def test_what_lowers_counts_has_the_sidebars_read_anew(inside, channel, private_channel, as_alice, as_bob, say, told):
    for place, topics_of_sidebars in (
        (channel, {f"chat.activity:{as_alice.organisation_id}"}),
        (private_channel, {f"chat.inbox:{one.membership.id}" for one in (as_alice, as_bob)}),
    ):
        calling, plain = say(as_alice, place, f"Look <@{as_bob.membership.id}>"), say(as_alice, place)
        for act, is_lower in (
            (lambda calling=calling: edit_message(as_alice, message_id=calling.id, body=f"See <@{as_bob.membership.id}>"), False),
            (lambda calling=calling: edit_message(as_alice, message_id=calling.id, body="See"), True),
            (lambda plain=plain: delete_message(as_alice, message_id=plain.id), True),
        ):
            heard = told(act)
            assert {topic for topic, text in heard if '"resync"' in text} == (topics_of_sidebars if is_lower else set())
            assert f"chat.channel:{place.id}" in dict(heard)


def test_a_removed_channel_is_looked_at_again_by_nobody_else(
    inside, private_channel, as_alice, monkeypatch, django_capture_on_commit_callbacks
):
    heard: list[Announcement] = []
    monkeypatch.setattr(process.announcer, "announce", heard.append)
    with django_capture_on_commit_callbacks(execute=True):
        remove_channel(as_alice, channel_id=private_channel.id)
    (revocation,) = [one for one in heard if isinstance(one, Revocation)]
    assert revocation == Revocation(None, as_alice.organisation_id, f"chat.channel:{private_channel.id}")


def test_an_import_keeps_the_count_and_tells_its_last_message(inside, channel, as_alice, as_bob, say, told):
    say(as_bob, channel, "First")
    now = Message.objects.get().posted_at
    brought = [ImportedMessage(as_bob.membership.id, f"Old {number}", now) for number in range(3)]
    heard = told(lambda: import_messages(as_alice, channel_id=channel.id, messages=brought))
    assert "Old 2" in heard[0][1]
    assert list(Message.objects.order_by("position").values_list("position", "revision")) == [(1, 1), (2, 2), (3, 3), (4, 4)]
    assert say(as_alice, channel).position == 5
