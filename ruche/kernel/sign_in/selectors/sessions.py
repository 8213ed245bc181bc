# SPDX-License-Identifier: AGPL-3.0-or-later
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ruche.kernel.sign_in.devices import device_name
from ruche.kernel.sign_in.facts import SignInFacts
from ruche.kernel.sign_in.models import RefreshFamily, SessionFact
from ruche.kernel.users.models import User

MOST = 100
_WAYS = {
    "password": _("by password"),
    "passkey": _("by passkey"),
    "code": _("by a code by e-mail"),
    "provider": _("through a provider"),
    "directory": _("through a directory"),
}
# A passkey is both at once, so it is not said of it.
_WITH_FACTOR = {
    "password": _("by password and a second factor"),
    "code": _("by a code by e-mail and a second factor"),
    "provider": _("through a provider and with a second factor"),
    "directory": _("through a directory and with a second factor"),
}
# The index realtime_session_hash makes this a lookup.
_BY_HASH = """
select asked.session, f.method, f.organisation_id, coalesce(f.authenticated_at, f.created_at), f.has_factor
from unnest(%s::text[]) as asked(session)
join django_session s on sha256(decode(s.session_key, 'escape')) = decode(asked.session, 'hex')
join sign_in_sessionfact f on f.session_key = s.session_key
"""


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
    has_factor: bool = False

    @property
    def is_telephone(self) -> bool:
        return self.device.endswith(("Android", "iPhone"))

    @property
    def way(self) -> Any:
        if self.has_factor and self.method in _WITH_FACTOR:
            return _WITH_FACTOR[self.method]
        return _WAYS.get(self.method, _WAYS["password"])

    @property
    def place(self) -> Any:
        return _("this machine") if self.address in ("::", "127.0.0.1") else self.address


def find_facts(hashes: Collection[str]) -> dict[str, SignInFacts]:
    """How sessions were begun that live sockets name by their hash (one query). A session without such a note is missing."""
    if not hashes:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_BY_HASH, [list(hashes)])
        return {
            session: SignInFacts(method, organisation_id, at.timestamp(), has_factor)
            for session, method, organisation_id, at, has_factor in cursor.fetchall()
        }


def list_sessions(user: User, session_key: str | None) -> list[OwnSession]:
    """Where a person is signed in, this device first, then the last used (two queries)."""
    now = timezone.now()
    alive = Session.objects.filter(expire_date__gt=now).values("session_key")
    facts = SessionFact.objects.filter(user=user, session_key__in=alive).order_by("-last_used_at")[:MOST]
    found = [
        OwnSession(
            one.pk,
            one.device,
            one.address,
            one.method,
            one.created_at,
            one.last_used_at,
            is_this=one.session_key == session_key,
            has_factor=one.has_factor,
        )
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
            has_factor=bool(one.facts.get("has_factor")),
        )
        for one in families
    ]
    return sorted(found, key=lambda one: (one.is_this, one.last_used_at), reverse=True)
