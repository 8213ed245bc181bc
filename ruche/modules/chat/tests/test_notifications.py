# SPDX-License-Identifier: AGPL-3.0-or-later
"""Being told of a mention and of direct messages: once, of what one may see, until one has read it."""

from datetime import timedelta

import pytest
from django.utils import timezone, translation

from ruche.kernel.db.context import organisation_scope
from ruche.kernel.modules.models import ModuleActivation
from ruche.kernel.notifications.models import Notification
from ruche.kernel.notifications.selectors import count_unread, list_notifications
from ruche.kernel.notifications.services import mark_all_read
from ruche.kernel.notifications.settling import settle
from ruche.kernel.outbox.draining import drain
from ruche.modules.chat.models import Channel, Message
from ruche.modules.chat.services import (
    ImportedMessage,
    add_people,
    create_direct,
    delete_message,
    edit_message,
    follow_posted,
    import_messages,
    join_channel,
    mark_read,
    mark_unread,
    remove_channel,
    remove_person,
)
from ruche.modules.chat.services.following import MessageIds

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("inside")]


def told(actor) -> list[str]:
    """What the actor is told of, newest first; the unread ones begin with a star."""
    drain()
    with translation.override("en"):
        lines = list_notifications(actor).results
    assert count_unread(actor) == sum(line.is_unread for line in lines)
    return [("* " if line.is_unread else "") + line.telling.title for line in lines]


def at(actor) -> str:
    return f"<@{actor.membership.id}>"


def test_a_mention_is_told_once_to_whom_it_names(as_alice, as_bob, as_dana, channel, say):
    message = say(as_alice, channel, f"Look {at(as_bob)}, {at(as_bob)}")
    assert told(as_bob) == ["* Alice mentioned you in workshop"]
    assert told(as_alice) == []
    assert told(as_dana) == []
    follow_posted(as_alice.organisation_id, [MessageIds(channel.id, message.id)] * 2)
    assert told(as_bob) == ["* Alice mentioned you in workshop"]
    line = list_notifications(as_bob).results[0]
    assert line.telling.excerpt == "Look @Bob, @Bob"
    assert line.telling.url.endswith(f"/chat/c/{channel.id}/m/{message.position}/")


def test_everybody_is_told_but_the_author_and_who_is_not_there(as_alice, as_bob, as_dana, channel, say, django_assert_max_num_queries):
    join_channel(as_dana, channel_id=channel.id)
    as_dana.membership.status = "suspended"
    as_dana.membership.save()
    say(as_alice, channel, f"<@all> and {at(as_bob)}")
    assert told(as_bob) == ["* Alice mentioned you in workshop"]
    assert told(as_alice) == []
    assert Notification.objects.count() == 1


def test_reading_the_channel_reads_it_and_unreading_brings_it_back(as_alice, as_bob, channel, say):
    message = say(as_alice, channel, f"Look {at(as_bob)}")
    assert told(as_bob) == ["* Alice mentioned you in workshop"]
    mark_read(as_bob, channel_id=channel.id, position=message.position)
    assert told(as_bob) == ["Alice mentioned you in workshop"]
    mark_unread(as_bob, channel_id=channel.id, position=message.position)
    assert told(as_bob) == ["* Alice mentioned you in workshop"]


def test_what_was_read_before_the_worker_came_is_read(as_alice, as_bob, channel, say):
    message = say(as_alice, channel, f"Look {at(as_bob)}")
    mark_read(as_bob, channel_id=channel.id, position=message.position)
    assert told(as_bob) == ["Alice mentioned you in workshop"]


def test_only_newly_added_mentions_notify_on_edit(as_alice, as_bob, as_dana, channel, say):
    join_channel(as_dana, channel_id=channel.id)
    message = say(as_alice, channel, f"Look {at(as_bob)}")
    mark_read(as_dana, channel_id=channel.id, position=message.position)
    assert told(as_bob) == ["* Alice mentioned you in workshop"]
    mark_all_read(as_bob)
    edit_message(as_alice, message_id=message.id, body=f"Look {at(as_bob)} and {at(as_dana)}")
    assert told(as_bob) == ["Alice mentioned you in workshop"]
    assert told(as_dana) == ["* Alice mentioned you in workshop"]  # though she had read the channel up to there
    edit_message(as_alice, message_id=message.id, body="Look")
    assert told(as_bob) == []
    assert told(as_dana) == []


def test_an_old_call_of_everybody_is_not_told_to_who_came_since(as_alice, as_bob, as_dana, channel, say):
    message = say(as_alice, channel, "<@all> come")
    join_channel(as_dana, channel_id=channel.id)
    edit_message(as_alice, message_id=message.id, body="<@all> come at five")
    assert told(as_bob) == ["* Alice mentioned you in workshop"]
    assert told(as_dana) == []
    edit_message(as_alice, message_id=message.id, body=f"<@all> come at five {at(as_dana)}")
    assert told(as_dana) == ["* Alice mentioned you in workshop"]


def test_who_came_before_an_edit_called_everybody_is_told(as_alice, as_dana, channel, say):
    message = say(as_alice, channel, "Come")
    join_channel(as_dana, channel_id=channel.id)
    edit_message(as_alice, message_id=message.id, body="<@all> come")
    edit_message(as_alice, message_id=message.id, body="<@all> come at five")
    assert told(as_dana) == ["* Alice mentioned you in workshop"]


def test_editing_what_was_imported_tells_only_whom_the_edit_calls(as_alice, as_bob, as_dana, channel):
    join_channel(as_dana, channel_id=channel.id)
    old = ImportedMessage(as_alice.membership.id, f"Look {at(as_bob)}", timezone.now() - timedelta(days=900))
    import_messages(as_alice, channel_id=channel.id, messages=[old], is_read=False)
    edit_message(as_alice, message_id=Message.objects.get().id, body=f"Look, {at(as_bob)} and {at(as_dana)}")
    assert told(as_bob) == []
    assert told(as_dana) == ["* Alice mentioned you in workshop"]


def test_an_excerpt_ends_in_the_middle_of_no_tag_and_calls_everybody_in_the_readers_language(as_alice, as_bob, channel, say):
    address = "https://a.example/" + "x" * 900
    say(as_alice, channel, f"<@all> {at(as_bob)} [here]({address}) [there]({address}) [nowhere]({address}) end")
    drain()
    with translation.override("fr"):
        assert list_notifications(as_bob).results[0].telling.excerpt == "@tous @Bob here there nowhere end"


def test_a_deleted_message_takes_its_notification_away(as_alice, as_bob, channel, say):
    message = say(as_alice, channel, f"Look {at(as_bob)}")
    assert len(told(as_bob)) == 1
    delete_message(as_alice, message_id=message.id)
    assert told(as_bob) == []
    assert not Notification.objects.exists()


def test_a_conversation_has_one_notification_that_follows_it(as_alice, as_bob, say):
    direct = create_direct(as_alice, membership_ids=[as_bob.membership.id])
    for number in range(3):
        say(as_alice, direct, f"number {number} {at(as_bob)}")
    assert told(as_bob) == ["* Alice wrote to you: 3 messages"]
    assert list_notifications(as_bob).results[0].telling.excerpt == "number 2 @Bob"
    assert told(as_alice) == []
    mark_read(as_bob, channel_id=direct.id, position=3)
    assert told(as_bob) == ["Alice wrote to you: 3 messages"]
    last = say(as_alice, direct, "one more")
    assert told(as_bob) == ["* Alice wrote to you"]
    delete_message(as_alice, message_id=last.id)
    assert told(as_bob) == []


def test_deleting_the_newest_of_several_leaves_the_others(as_alice, as_bob, say):
    direct = create_direct(as_alice, membership_ids=[as_bob.membership.id])
    say(as_alice, direct, "first")
    newest = say(as_alice, direct, "second")
    assert told(as_bob) == ["* Alice wrote to you: 2 messages"]
    delete_message(as_alice, message_id=newest.id)
    assert told(as_bob) == ["* Alice wrote to you"]
    assert list_notifications(as_bob).results[0].telling.excerpt == "first"


def test_a_conversation_marked_read_is_told_again_when_somebody_writes(as_alice, as_bob, say):
    direct = create_direct(as_alice, membership_ids=[as_bob.membership.id])
    say(as_alice, direct)
    assert told(as_bob) == ["* Alice wrote to you"]
    mark_all_read(as_bob)
    assert told(as_bob) == ["Alice wrote to you"]
    say(as_alice, direct)
    assert told(as_bob) == ["* Alice wrote to you: 2 messages"]


def test_nothing_of_before_one_could_see(as_alice, as_bob, as_dana, private_channel, say):
    Channel.objects.filter(id=private_channel.id).update(is_history_whole=False)
    say(as_alice, private_channel, "<@all> early")
    add_people(as_alice, channel_id=private_channel.id, membership_ids=[as_dana.membership.id])
    assert told(as_bob) == ["* Alice mentioned you in board"]
    assert told(as_dana) == []


def test_who_was_removed_is_told_nothing_any_more(as_alice, as_bob, private_channel, say):
    say(as_alice, private_channel, f"Look {at(as_bob)}")
    assert len(told(as_bob)) == 1
    remove_person(as_alice, channel_id=private_channel.id, membership_id=as_bob.membership.id)
    assert told(as_bob) == []


def test_a_removed_channel_and_a_module_that_is_off_are_silent(as_alice, as_bob, as_dana, channel, private_channel, say):
    say(as_alice, channel, f"Look {at(as_bob)}")
    say(as_alice, private_channel, f"Look {at(as_bob)}")
    assert len(told(as_bob)) == 2
    remove_channel(as_alice, channel_id=private_channel.id)
    assert told(as_bob) == ["* Alice mentioned you in workshop"]
    ModuleActivation.objects.filter(module="chat").delete()
    as_bob.__dict__.pop("active_modules", None)
    assert told(as_bob) == []


def test_in_the_readers_language(as_alice, as_bob, channel, say):
    say(as_alice, channel, f"Look {at(as_bob)}")
    drain()
    assert {row.kind for row in Notification.objects.all()} == {"chat.mention"}
    columns = {field.name for field in Notification._meta.get_fields()}
    assert not columns & {"title", "text", "body", "url"}  # no word of a language is kept


def test_a_thousand_are_told_in_one_statement(as_alice, channel, say, crowd_of, django_assert_max_num_queries):
    crowd_of(channel, 300)
    say(as_alice, channel, "<@all>")
    with django_assert_max_num_queries(30):
        drain()
    assert Notification.objects.count() == 301


def test_read_positions_settle_what_is_old(as_alice, as_bob, channel, say):
    message = say(as_alice, channel, f"Look {at(as_bob)}")
    drain()
    assert settle(as_alice.organisation_id) == 0
    Notification.objects.update(happened_at=timezone.now() - timedelta(days=20))
    assert settle(as_alice.organisation_id) == 0
    mark_read(as_bob, channel_id=channel.id, position=message.position)
    assert settle(as_alice.organisation_id) == 1
    assert Notification.objects.get().read_at is not None


def test_another_organisation_is_told_nothing(as_alice, as_bob, as_charlie, channel, say, bureau_b):
    say(as_alice, channel, "<@all>")
    drain()
    with organisation_scope(bureau_b.id):
        assert told(as_charlie) == []
        assert Notification.objects.count() == 0


@pytest.fixture
def crowd_of(atelier_a):
    """crowd_of(channel, count): so many more people in it."""
    from ruche.kernel.organisations.models import Membership
    from ruche.kernel.users.models import User
    from ruche.modules.chat.models import ChannelMembership

    def make(channel, count):
        now = timezone.now()
        users = User.objects.bulk_create(
            User(email=f"p{n}@example.org", email_key=f"p{n}@example.org", name=f"P {n}", language="en") for n in range(count)
        )
        people = Membership.objects.bulk_create(Membership(user=user, name=user.name, name_key=user.name, joined_at=now) for user in users)
        ChannelMembership.objects.bulk_create(ChannelMembership(channel=channel, membership=one, joined_at=now) for one in people)

    return make
