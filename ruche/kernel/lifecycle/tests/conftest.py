# SPDX-License-Identifier: AGPL-3.0-or-later
"""A team with a head, in which Bob is; a checklist for everybody who arrives, and one for who leaves."""

import pytest

from ruche.kernel.db.context import organisation_scope
from ruche.kernel.lifecycle.models import Who
from ruche.kernel.lifecycle.services import Step, create_checklist
from ruche.kernel.realtime.tests.conftest import boards, server, ticket_for
from ruche.kernel.testing.people import find_actor, make_group, make_membership, make_user, put_in

__all__ = ["boards", "server", "ticket_for"]
STEPS = [Step("Show them the workshop", 0, Who.HEAD), Step("Read the house rules", 2, Who.PERSON), Step("Order a key", -3)]


@pytest.fixture
def head(atelier_a):
    """Heads Repairs, where Bob is; a plain member otherwise."""
    user = make_user("Hilda")
    make_membership(user, atelier_a)
    return user


@pytest.fixture
def repairs(atelier_a, head, bob):
    group = make_group(atelier_a, "Repairs")
    put_in(group, head, "head")
    put_in(group, bob)
    return group


@pytest.fixture
def onboarding(atelier_a, alice):
    with organisation_scope(atelier_a.id):
        return create_checklist(find_actor(alice, atelier_a), kind="onboarding", name="Welcome", steps=STEPS, is_default=True)


@pytest.fixture
def leaving(atelier_a, alice):
    with organisation_scope(atelier_a.id):
        steps = [Step("Give the key back"), Step("Close the mailbox", 7)]
        return create_checklist(find_actor(alice, atelier_a), kind="leaving", name="Goodbye", steps=steps, is_default=True)
