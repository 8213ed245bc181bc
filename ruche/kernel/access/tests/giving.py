# SPDX-License-Identifier: AGPL-3.0-or-later
"""The owner who gives roles, and what giving takes."""

from datetime import timedelta

import pytest
from django.utils import timezone

from ruche.kernel.access.wall_time import WallTime
from ruche.kernel.organisations.models import Membership
from ruche.kernel.testing.people import find_actor

MANAGE_ROLES, ASSIGN = "organisation.manage_roles", "organisation.assign_role"
MODULES, MEMBERS, INVITE = "organisation.manage_modules", "organisation.manage_members", "organisation.invite_member"


@pytest.fixture
def owner(atelier_a, alice):
    return find_actor(alice, atelier_a)


def member_of(user):
    return Membership.objects.get(user=user)


def days(n):
    return WallTime((timezone.now() + timedelta(days=n)).strftime("%Y-%m-%dT%H:%M"), "UTC")
