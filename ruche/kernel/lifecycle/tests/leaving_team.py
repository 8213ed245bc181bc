# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bob, who may leave, what is his, and how that is planned."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.utils.module_loading import import_string

from ruche.kernel.access.roles import Role
from ruche.kernel.db.context import organisation_scope
from ruche.kernel.lifecycle import services
from ruche.kernel.lifecycle.services import Step
from ruche.kernel.lifecycle.services.starting import today
from ruche.kernel.organisations.services import change_role
from ruche.kernel.testing.people import find_actor

# What people leave behind is the modules': by their names, for the kernel imports none.
Channel, ChannelMembership = apps.get_model("chat", "Channel"), apps.get_model("chat", "ChannelMembership")
Position = apps.get_model("people", "Position")
list_own_things = import_string("ruche.modules.chat.selectors.list_own_things")
create_channel = import_string("ruche.modules.chat.services.create_channel")
join_channel = import_string("ruche.modules.chat.services.join_channel")
open_position = import_string("ruche.modules.people.services.open_position")

CHECKLIST, CHANNEL, HELD, POST = "lifecycle.checklist", "chat.channel", "people.position_held", "people.position"


@pytest.fixture
def team(atelier_a, alice, bob, dana):
    """Alice owns, Bob (a manager) owns a checklist, a channel and a post; in the scope of Atelier A."""
    with organisation_scope(atelier_a.id):
        alices = find_actor(alice, atelier_a)
        change_role(alices, membership_id=find_actor(bob, atelier_a).membership.pk, role=Role.MANAGER)
        people = {"alice": alices, "bob": find_actor(bob, atelier_a), "dana": find_actor(dana, atelier_a)}
        services.create_checklist(people["bob"], kind="onboarding", name="Bob’s", steps=[Step("Wave")])
        create_channel(people["bob"], name="benches", kind=Channel.Kind.OPEN)
        open_position(people["bob"], title="Porter", holder_id=people["bob"].membership.pk)
        yield people


def id_of(actor):
    return actor.membership.pk


def everything_to(actor):
    return dict.fromkeys((CHECKLIST, CHANNEL, HELD, POST), id_of(actor))


def plan(team, days=0, **options):
    last_day = today(team["alice"].organisation) + timedelta(days=days)
    return services.start_leaving(team["alice"], membership_id=id_of(team["bob"]), last_day=last_day, **options)
