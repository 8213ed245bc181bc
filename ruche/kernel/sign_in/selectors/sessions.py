# SPDX-License-Identifier: AGPL-3.0-or-later
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib.sessions.models import Session
from django.utils import timezone

from ruche.kernel.sign_in.devices import device_name
from ruche.kernel.sign_in.models import RefreshFamily, SessionFact
from ruche.kernel.users.models import User

MOST = 100


@dataclass(frozen=True)
class OwnSession:
    """A device that is signed in, or a programme (`is_programme`) that holds a long token."""

    id: UUID
    device: str
    address: str
    method: str
    began_at: datetime
    last_used_at: datetime
    is_this: bool = False
    is_programme: bool = False


def list_sessions(user: User, session_key: str | None) -> list[OwnSession]:
    """Where a person is signed in, this device first, then the last used (two queries)."""
    now = timezone.now()
    alive = Session.objects.filter(expire_date__gt=now).values("session_key")
    facts = SessionFact.objects.filter(user=user, session_key__in=alive).order_by("-last_used_at")[:MOST]
    found = [
        OwnSession(one.pk, one.device, one.address, one.method, one.created_at, one.last_used_at, one.session_key == session_key)
        for one in facts
    ]
    families = RefreshFamily.objects.filter(user=user, revoked_at=None, expires_at__gt=now).order_by("-last_used_at")[:MOST]
    found += [
        OwnSession(
            one.pk,
            device_name(one.agent),
            one.address,
            one.facts.get("method", "password"),
            one.created_at,
            one.last_used_at,
            is_programme=True,
        )
        for one in families
    ]
    return sorted(found, key=lambda one: (one.is_this, one.last_used_at), reverse=True)
