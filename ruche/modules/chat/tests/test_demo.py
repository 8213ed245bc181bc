# SPDX-License-Identifier: AGPL-3.0-or-later
"""The demonstration's conversations, loaded whole."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from ruche.kernel.db.context import organisation_scope
from ruche.kernel.demo import make_demo
from ruche.kernel.organisations.models import Organisation
from ruche.kernel.testing.people import find_actor
from ruche.kernel.users.models import User
from ruche.modules.chat.models import Channel, Message
from ruche.modules.chat.selectors import list_channels, list_mentions


@pytest.fixture(scope="module", autouse=True)
def _demo(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Made once and only read."""
    with django_db_blocker.unblock(), transaction.atomic():
        make_demo()
        yield
        transaction.set_rollback(True)


def test_the_workshop_talks_in_its_channels():
    workshop = Organisation.objects.get(slug="atelier-sarcelle")
    with organisation_scope(workshop.id):
        nora = find_actor(User.objects.get(email="nora@ruche.example"), workshop)
        sidebar = list_channels(nora)
        assert "atelier-du-samedi" in [entry.name for entry in sidebar.channels]
        assert "Aïssata Diallo" in [entry.title for entry in sidebar.directs]
        assert "Sofia, Yannick" in [entry.title for entry in sidebar.directs]
        assert 0 < sidebar.unread < 100
        assert any("Nora Belkacem" in one.message.html for one in list_mentions(nora).entries)
        for channel in Channel.objects.all():
            positions = Message.objects.filter(channel=channel).order_by("position").values_list("position", flat=True)
            assert list(positions) == list(range(1, channel.last_position + 1)), channel.name
        assert Message.objects.count() > 1_500
        assert not Channel.objects.filter(last_position=0).exists()


def test_the_first_organisation_of_the_guides_has_the_channel_general():
    atelier_a = Organisation.objects.get(slug="atelier-a")
    with organisation_scope(atelier_a.id):
        bob = find_actor(User.objects.get(email="bob@ruche.example"), atelier_a)
        assert [entry.name for entry in list_channels(bob).channels] == ["general"]


def test_a_family_begins_where_everybody_is():
    family = Organisation.objects.exclude(slug__in=["atelier-sarcelle", "atelier-a", "bureau-b"]).get(slug__contains="belkacem")
    with organisation_scope(family.id):
        assert Channel.objects.get(is_default=True).name == "la-famille"
        assert not Channel.objects.filter(last_position=0).exists()
