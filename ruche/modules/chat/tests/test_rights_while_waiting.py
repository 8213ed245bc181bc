# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who loses a right while their act waits for the channel is refused; who keeps it is not."""

from dataclasses import replace
from uuid import uuid4

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from ruche.kernel.access.roles import Role
from ruche.kernel.db.context import organisation_scope
from ruche.kernel.errors import DomainError, NotFound, PermissionRefused
from ruche.kernel.modules.services import deactivate_module
from ruche.kernel.organisations.services import change_role, suspend_member
from ruche.kernel.outbox.models import OutboxEntry
from ruche.kernel.testing.people import find_actor
from ruche.modules.chat.models import Channel, ChannelMembership, Mention, Message
from ruche.modules.chat.services import (
    add_people,
    archive_channel,
    create_channel,
    delete_message,
    edit_message,
    join_channel,
    pin_message,
    post_message,
    remove_channel,
    remove_person,
    restore_channel,
    update_channel,
)
from ruche.modules.chat.tests.at_once import meanwhile, post

pytestmark = pytest.mark.django_db(transaction=True)


def test_who_is_taken_out_while_their_message_waits_is_refused(channel, as_alice, as_bob):
    with meanwhile(as_bob, post(as_bob, channel)) as outcome:
        remove_person(as_alice, channel_id=channel.id, membership_id=as_bob.membership.id)
    assert isinstance(outcome[0], PermissionRefused)
    with organisation_scope(as_bob.organisation_id):
        assert (Message.objects.count(), Channel.objects.get(id=channel.id).last_position) == (0, 0)
        assert not OutboxEntry.objects.filter(signal="chat.message_posted").exists()


def test_who_stays_writes_although_somebody_else_is_taken_out(channel, as_alice, as_bob, as_dana):
    with organisation_scope(as_alice.organisation_id):
        add_people(as_alice, channel_id=channel.id, membership_ids=[as_dana.membership.id])
    with meanwhile(as_bob, post(as_bob, channel, f"Come <@{as_alice.membership.id}>")) as outcome:
        remove_person(as_alice, channel_id=channel.id, membership_id=as_dana.membership.id)
    assert (outcome[0].is_new, outcome[0].message.position) == (True, 1)
    with organisation_scope(as_bob.organisation_id):
        assert list(Mention.objects.values_list("membership_id", flat=True)) == [as_alice.membership.id]
        assert OutboxEntry.objects.filter(signal="chat.message_posted").count() == 1


def test_what_waits_while_the_channel_is_archived_is_refused(channel, as_alice, as_bob):
    with meanwhile(as_bob, post(as_bob, channel)) as outcome:
        archive_channel(as_alice, channel_id=channel.id)
    assert outcome[0].code == "channel_archived"


def test_who_is_taken_out_while_their_edit_waits_is_refused(channel, as_alice, as_bob, say):
    message = say(as_bob, channel)
    with meanwhile(as_bob, lambda: edit_message(as_bob, message_id=message.id, body="Better")) as outcome:
        remove_person(as_alice, channel_id=channel.id, membership_id=as_bob.membership.id)
    assert isinstance(outcome[0], PermissionRefused)
    with organisation_scope(as_bob.organisation_id):
        assert Message.objects.get().body == "Hello"


def hold(channel):
    list(Channel.objects.select_for_update().filter(id=channel.id).values_list("id"))


def suspend(as_alice, actor, channel):
    suspend_member(as_alice, membership_id=actor.membership.id)


def lower(as_alice, actor, channel):
    """To a role that may still read the channel, and not write in announcements, pin, nor moderate."""
    change_role(as_alice, membership_id=actor.membership.id, role=Role.GUEST)


def switch_off(as_alice, actor, channel):
    deactivate_module(as_alice, module="chat")


def end_session(as_alice, actor, channel):
    Session.objects.filter(session_key=actor.session_key).delete()


def take_out(as_alice, actor, channel):
    ChannelMembership.objects.filter(channel=channel, membership=actor.membership).update(left_at=timezone.now())


LOSSES = [suspend, lower, switch_off, end_session, take_out]


@pytest.fixture
def announcements(as_alice, as_bob):
    """A channel of announcements with Bob in it, who may write there, moderate, and whose session is known."""
    with organisation_scope(as_alice.organisation_id):
        change_role(as_alice, membership_id=as_bob.membership.id, role=Role.MANAGER)
        return create_channel(as_alice, name="news", kind="announcement", people=[as_bob.membership.id])


@pytest.fixture
def manager(announcements, as_bob, client_of):
    now = find_actor(as_bob.user, as_bob.organisation)
    return replace(now, session_key=client_of(as_bob.user).session.session_key)


ACTS = {
    "post": lambda actor, own, others: post_message(actor, channel_id=own.channel_id, client_id=uuid4(), body="In between"),
    "edit": lambda actor, own, others: edit_message(actor, message_id=own.id, body="Better"),
    "edit with a mention": lambda actor, own, others: edit_message(actor, message_id=own.id, body="<@all>"),
    "delete": lambda actor, own, others: delete_message(actor, message_id=others.id),
    "pin": lambda actor, own, others: pin_message(actor, message_id=own.id),
}


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("act", ACTS)
def test_who_lost_the_right_while_it_waited_is_refused(act, loss, announcements, manager, as_alice, say):
    own, others = say(manager, announcements), say(as_alice, announcements)
    with meanwhile(manager, lambda: ACTS[act](manager, own, others)) as outcome:
        hold(announcements)
        loss(as_alice, manager, announcements)
    if act == "delete" and loss is take_out:
        assert outcome[0].deleted_at is not None  # who may moderate reads every open channel
        return
    assert isinstance(outcome[0], PermissionRefused), outcome
    with organisation_scope(as_alice.organisation_id):
        assert list(Message.objects.order_by("position").values_list("body", "pinned_at", "deleted_at")) == [("Hello", None, None)] * 2
        assert Channel.objects.get(id=announcements.id).last_position == 2


@pytest.mark.parametrize("act", ACTS)
def test_who_waited_and_lost_nothing_is_not_refused(act, announcements, manager, as_alice, say):
    own, others = say(manager, announcements), say(as_alice, announcements)
    with meanwhile(manager, lambda: ACTS[act](manager, own, others)) as outcome:
        hold(announcements)
    assert not isinstance(outcome[0], DomainError)


MANAGEMENT = {
    "update": lambda actor, channel, guest: update_channel(actor, channel_id=channel.id, topic="In between"),
    "archive": lambda actor, channel, guest: archive_channel(actor, channel_id=channel.id),
    "remove": lambda actor, channel, guest: remove_channel(actor, channel_id=channel.id),
    "take out": lambda actor, channel, guest: remove_person(actor, channel_id=channel.id, membership_id=guest.membership.id),
    "bring in": lambda actor, channel, guest: add_people(actor, channel_id=channel.id, membership_ids=[guest.membership.id]),
}


def state_of(channel):
    inside = ChannelMembership.objects.filter(channel=channel, left_at=None).values_list("membership_id", flat=True)
    return Channel.objects.values_list("topic", "archived_at", "deleted_at").get(id=channel.id), set(inside)


def somebody_for(act, as_alice, as_guest, channel):
    """Who is taken out is in the channel before; who is brought in is not."""
    if act == "take out":
        with organisation_scope(as_alice.organisation_id):
            add_people(as_alice, channel_id=channel.id, membership_ids=[as_guest.membership.id])
    return as_guest


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("act", MANAGEMENT)
def test_who_lost_the_right_while_managing_waited_changes_nothing(act, loss, announcements, manager, as_alice, as_guest):
    guest = somebody_for(act, as_alice, as_guest, announcements)
    with meanwhile(manager, lambda: MANAGEMENT[act](manager, announcements, guest)) as outcome:
        hold(announcements)
        loss(as_alice, manager, announcements)
        after = state_of(announcements)
    assert isinstance(outcome[0], PermissionRefused), outcome
    with organisation_scope(as_alice.organisation_id):
        assert state_of(announcements) == after


@pytest.mark.parametrize("act", MANAGEMENT)
def test_who_waited_and_lost_nothing_manages(act, announcements, manager, as_alice, as_guest):
    guest = somebody_for(act, as_alice, as_guest, announcements)
    with meanwhile(manager, lambda: MANAGEMENT[act](manager, announcements, guest)) as outcome:
        hold(announcements)
        before = state_of(announcements)
    assert not isinstance(outcome[0], DomainError), outcome
    with organisation_scope(as_alice.organisation_id):
        assert state_of(announcements) != before


@pytest.mark.parametrize("loss", [suspend, lower, switch_off, end_session])
def test_who_lost_the_right_while_restoring_waited_restores_nothing(loss, announcements, manager, as_alice):
    with organisation_scope(as_alice.organisation_id):
        remove_channel(as_alice, channel_id=announcements.id)
    with meanwhile(manager, lambda: restore_channel(manager, channel_id=announcements.id)) as outcome:
        hold(announcements)
        loss(as_alice, manager, announcements)
    assert isinstance(outcome[0], (PermissionRefused, NotFound)), outcome
    with organisation_scope(as_alice.organisation_id):
        assert Channel.objects.get(id=announcements.id).deleted_at is not None


def test_who_waited_and_lost_nothing_restores(announcements, manager, as_alice):
    with organisation_scope(as_alice.organisation_id):
        remove_channel(as_alice, channel_id=announcements.id)
    with meanwhile(manager, lambda: restore_channel(manager, channel_id=announcements.id)) as outcome:
        hold(announcements)
    assert outcome[0].deleted_at is None


def test_who_waits_to_join_while_the_channel_is_archived_stays_out(channel, as_alice, as_dana):
    with meanwhile(as_dana, lambda: join_channel(as_dana, channel_id=channel.id)) as outcome:
        archive_channel(as_alice, channel_id=channel.id)
    assert outcome[0].code == "channel_archived"
    with organisation_scope(as_alice.organisation_id):
        assert not ChannelMembership.objects.filter(membership=as_dana.membership).exists()
