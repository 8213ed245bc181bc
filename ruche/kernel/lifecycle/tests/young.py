# SPDX-License-Identifier: AGPL-3.0-or-later
"""Léa, 12, who accepted her invitation to Atelier A; and what her parent does with the link."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from ruche.kernel.access.actor import Actor
from ruche.kernel.db.context import organisation_scope
from ruche.kernel.lifecycle.models import GuardianConsent
from ruche.kernel.organisations.keys import token_of
from ruche.kernel.organisations.models import Membership, Organisation
from ruche.kernel.organisations.services import (
    accept_invitation,
)
from ruche.kernel.organisations.services.invitations import invite_minor
from ruche.kernel.testing.people import find_actor, make_user
from ruche.kernel.users.models import User

PARENT = "parent@example.org"
TWELVE = timezone.now().date() - timedelta(days=365 * 12 + 30)
SIXTEEN = timezone.now().date() - timedelta(days=365 * 16 + 30)
SIGNED = {"name": "Marie Martin", "authority": "on"}


@pytest.fixture
def actor(alice: User, atelier_a: Organisation) -> Iterator[Actor]:
    with organisation_scope(atelier_a.id, alice.id):
        yield find_actor(alice, atelier_a)


@pytest.fixture
def child(actor: Actor) -> Membership:
    """Léa, 12, who accepted her invitation."""
    lea = make_user("Lea")
    invited = invite_minor(actor, email=lea.email, born_on=TWELVE, guardian_email=PARENT)
    return accept_invitation(lea, token=token_of(invited.invitations[0].pk), agrees=True)


def consent_of(child: Membership) -> GuardianConsent:
    return GuardianConsent.objects.get(child=child, closed_at=None)


def link_of(child: Membership) -> str:
    return f"/consent/{token_of(consent_of(child).pk)}/"


def status_of(child: Membership) -> str:
    child.refresh_from_db()
    return child.status


def grant(client: Client, link: str) -> None:
    assert client.post(f"{link}agreement/", SIGNED).status_code == 302


@pytest.fixture
def mail(settings: Any) -> None:
    """An instance whose letters leave."""
    address = SimpleNamespace(host="127.0.0.1", port=9, user="", password="", encryption="none")
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, mail_server=address)
