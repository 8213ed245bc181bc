# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where somebody was, under the names of then."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from ruche.kernel.errors import NotFound
from ruche.kernel.organisations import selectors, services
from ruche.kernel.organisations.models import GroupMembership, Organisation
from ruche.kernel.organisations.tests.conftest import Acting
from ruche.kernel.testing.people import find_actor
from ruche.kernel.users.models import User

ClientOf = Callable[[User], Client]


def test_every_stay_and_post_is_told_with_the_name_of_then(
    acting: Acting, alice: User, bob: User, atelier_a: Organisation, django_assert_num_queries: Any
) -> None:
    his = find_actor(bob, atelier_a).membership.pk
    with acting(alice, atelier_a) as actor:
        lamps = services.create_group(actor, name="Lamps", kind="team")
        tools = services.create_group(actor, name="Tools", kind="team")
        services.add_to_group(actor, group_id=lamps.pk, membership_ids=[his])
        services.remove_from_group(actor, group_id=lamps.pk, membership_id=his)
        services.update_group(actor, group_id=lamps.pk, name="Lights", kind="team", parent_id=None)
        services.add_to_group(actor, group_id=tools.pk, membership_ids=[his])
        GroupMembership.objects.filter(group=tools).update(joined_at=timezone.now() - timedelta(days=1))
        services.set_group_head(actor, group_id=tools.pk, membership_id=his, post="head")
        services.delete_group(actor, group_id=tools.pk)
        with django_assert_num_queries(3):
            stays = selectors.person_history(actor, his).stays
        assert [(one.name, one.entry.is_lead, one.is_there) for one in stays] == [
            ("Tools", True, False),
            ("Lamps", False, True),
            ("Tools", False, False),
        ]
        assert all(one.entry.left_at for one in stays)


def test_the_page_is_for_everybody_inside_and_nobody_else(
    client_of: ClientOf, acting: Acting, alice: User, bob: User, charlie: User, atelier_a: Organisation, bureau_b: Organisation
) -> None:
    hers = find_actor(alice, atelier_a).membership.pk
    address = f"/o/atelier-a/settings/members/{hers}/groups/"
    with acting(alice, atelier_a) as actor:
        group = services.create_group(actor, name="Quokkas <b>", kind="team")
        services.add_to_group(actor, group_id=group.pk, membership_ids=[hers])
    seen = client_of(bob).get(address)
    assert (seen.status_code, "Quokkas &lt;b&gt;" in seen.content.decode()) == (200, True)
    assert "settings/groups/" not in seen.content.decode().split("<main")[1]  # no link to a page that he may not open
    assert client_of(charlie).get(address).status_code == 404
    with acting(charlie, bureau_b) as actor, pytest.raises(NotFound):
        selectors.person_history(actor, hers)
