# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rights in chat that come from roles of the organisation, from dates and from what changed a moment ago."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone
from django.utils.translation import override

from ruche.kernel.access.models import RoleAssignment
from ruche.kernel.access.role_refs import RoleRef
from ruche.kernel.access.roles import Role
from ruche.kernel.access.services import create_role, end_assignment, give_role
from ruche.kernel.errors import InvalidInput, PermissionRefused
from ruche.kernel.organisations.services import change_role
from ruche.kernel.testing.people import find_actor, give
from ruche.modules.chat.models import Message
from ruche.modules.chat.permissions import MENTION_ALL, MODERATE_MESSAGES, POST_ANNOUNCEMENT
from ruche.modules.chat.selectors import get_channel, list_rights
from ruche.modules.chat.services import add_people, create_channel, delete_message, post_message


@pytest.fixture
def announcements(inside, as_alice, as_bob):
    made = create_channel(as_alice, name="news", kind="announcement")
    add_people(as_alice, channel_id=made.id, membership_ids=[as_bob.membership.id])
    return made


def test_a_role_of_the_organisation_gives_the_right_to_announce(inside, announcements, as_bob, bob, atelier_a, say):
    with pytest.raises(PermissionRefused):
        say(as_bob, announcements, "News")
    give(bob, atelier_a, [POST_ANNOUNCEMENT])
    assert say(find_actor(bob, atelier_a), announcements, "News").position == 1


def test_an_actor_read_before_writes_with_the_rights_of_now(inside, announcements, as_alice, as_bob, say):
    """Their request began without the right: the write itself looks again, once."""
    assert not as_bob.can(POST_ANNOUNCEMENT)
    role = create_role(as_alice, name="Herald", permissions=[POST_ANNOUNCEMENT])
    held = give_role(as_alice, membership_id=as_bob.membership.id, role=RoleRef(role.id))
    assert say(as_bob, announcements, "News").position == 1
    stale = find_actor(as_bob.user, as_bob.organisation)
    assert stale.can(POST_ANNOUNCEMENT)
    end_assignment(as_alice, assignment_id=held.id)
    with pytest.raises(PermissionRefused):
        say(stale, announcements, "Too late")
    assert Message.objects.count() == 1


def test_a_role_that_is_over_gives_nothing_though_nobody_ended_it(inside, announcements, as_bob, bob, atelier_a, say):
    held = give(bob, atelier_a, [POST_ANNOUNCEMENT])
    stale = find_actor(bob, atelier_a)
    assert stale.can(POST_ANNOUNCEMENT)
    began = timezone.now() - timedelta(hours=2)
    RoleAssignment.objects.filter(id=held.id).update(starts_at=began, ends_at=timezone.now() - timedelta(seconds=1))
    stale.forget()
    with pytest.raises(PermissionRefused):
        say(stale, announcements, "Too late")


def test_a_lesser_role_takes_the_right_and_a_role_besides_keeps_it(inside, channel, as_alice, as_bob, bob, atelier_a, say):
    everybody = "<@all> come"
    assert say(as_bob, channel, everybody).position == 1
    change_role(as_alice, membership_id=as_bob.membership.id, role=Role.GUEST)
    with pytest.raises(InvalidInput):
        say(find_actor(bob, atelier_a), channel, everybody)
    give(bob, atelier_a, [MENTION_ALL])
    assert say(find_actor(bob, atelier_a), channel, everybody).position == 2


def test_moderating_by_a_role_of_the_organisation(inside, channel, as_alice, as_bob, bob, atelier_a, say):
    message = say(as_alice, channel, "Hello")
    with pytest.raises(PermissionRefused):
        delete_message(as_bob, message_id=message.id)
    give(bob, atelier_a, [MODERATE_MESSAGES])
    acting = find_actor(bob, atelier_a)
    assert get_channel(acting, channel.id).can_moderate
    assert delete_message(acting, message_id=message.id).deleted_at


def test_the_channel_says_which_roles_may_what(inside, announcements, as_alice):
    create_role(as_alice, name="Herald", permissions=[POST_ANNOUNCEMENT])
    with override("en"):
        assert list_rights(announcements)[0].roles == ["Manager", "Administrator", "Owner", "Herald"]


def test_sent_again_after_the_right_was_lost_gives_what_was_written(inside, announcements, bob, atelier_a):
    held = give(bob, atelier_a, [POST_ANNOUNCEMENT])
    acting, client_id = find_actor(bob, atelier_a), uuid4()
    first = post_message(acting, channel_id=announcements.id, client_id=client_id, body="News")
    RoleAssignment.objects.filter(id=held.id).update(ended_at=timezone.now())
    again = post_message(find_actor(bob, atelier_a), channel_id=announcements.id, client_id=client_id, body="News")
    assert (again.is_new, again.message.id) == (False, first.message.id)
