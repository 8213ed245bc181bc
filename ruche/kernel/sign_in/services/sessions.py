# SPDX-License-Identifier: AGPL-3.0-or-later
"""The sessions of a person: begun, used, ended."""

import time
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from allauth.account.internal.flows.login import get_authentication_records
from django.contrib.auth import update_session_auth_hash
from django.contrib.sessions.models import Session
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from ruche.kernel.errors import NotFound, PermissionRefused
from ruche.kernel.realtime import revoke
from ruche.kernel.security.addresses import client_address
from ruche.kernel.sign_in.devices import agent_of, device_name
from ruche.kernel.sign_in.facts import METHODS, SESSION_KEY, SignInFacts, facts_in, write_facts
from ruche.kernel.sign_in.models import RefreshFamily, SessionFact
from ruche.kernel.users.models import User
from ruche.kernel.users.services import end_sessions

SEEN_EVERY = 300  # seconds between two writes of the last use
_SEEN = "seen_at"
_KEY = "fact_key"  # the key its fact is kept under: Django gives a session another one when the password changes


def begin_session(request: HttpRequest, user: User) -> None:
    """Note how the session of this request was begun; Django has just given it its key."""
    facts = _facts(request, user)
    request.session[SESSION_KEY] = write_facts(facts)
    request.session[_SEEN] = time.time()
    if not request.session.session_key:
        request.session.create()
    request.session[_KEY] = request.session.session_key
    agent = agent_of(request)
    SessionFact.objects.update_or_create(
        session_key=request.session.session_key,
        defaults={
            "user": user,
            "address": client_address(request),
            "agent": agent,
            "device": device_name(agent),
            "method": facts.method,
            "organisation_id": facts.organisation_id,
            **_proof(facts),
            "last_used_at": timezone.now(),
        },
    )


def note_use(request: HttpRequest) -> None:
    """Keep the last use of a session, every few minutes."""
    if getattr(request, "bearer", None) is not None:
        return
    session, key = request.session, request.session.session_key
    known = session.get(_KEY)
    if not key or known is None or (known == key and time.time() - session.get(_SEEN, 0.0) < SEEN_EVERY):
        return
    session[_SEEN], session[_KEY] = time.time(), key
    changed = {"session_key": key, "last_used_at": timezone.now(), "address": client_address(request)}
    SessionFact.objects.filter(session_key=known).update(**changed)


def confirm_session(request: HttpRequest, *, method: str, is_factor: bool) -> None:
    """The person of a session proved again who they are. Through whose door the session came does not change."""
    facts = facts_in(request.session)
    method = method if method in METHODS and facts.organisation_id is None else facts.method
    renewed = replace(facts, method=method, authenticated_at=time.time(), has_factor=facts.has_factor or is_factor)
    request.session[SESSION_KEY] = write_facts(renewed)
    SessionFact.objects.filter(session_key=request.session.get(_KEY, "")).update(method=method, **_proof(renewed))


@transaction.atomic
def end_session(user: User, *, fact_id: UUID) -> None:
    """Sign one device out. Raises NotFound."""
    fact = SessionFact.objects.filter(user=user, pk=fact_id).first()
    family = RefreshFamily.objects.filter(user=user, pk=fact_id, revoked_at=None).first() if fact is None else None
    if fact is not None:
        Session.objects.filter(session_key=fact.session_key).delete()
        fact.delete()
    elif family is not None:
        RefreshFamily.objects.filter(pk=family.pk).update(revoked_at=timezone.now(), revoked_why="ended")
    else:
        raise NotFound()
    revoke(user_id=user.pk)


@transaction.atomic
def end_other_sessions(request: HttpRequest, user: User) -> None:
    """Sign out everywhere but here: sessions, tokens, sockets."""
    key = request.session.get(_KEY, request.session.session_key)
    others = SessionFact.objects.filter(user=user).exclude(session_key=key)
    Session.objects.filter(session_key__in=others.values("session_key")).delete()
    others.delete()
    RefreshFamily.objects.filter(user=user, revoked_at=None).update(revoked_at=timezone.now(), revoked_why="ended")
    end_sessions(user)
    update_session_auth_hash(request, user)
    note_use(request)


def _proof(facts: SignInFacts) -> dict[str, Any]:
    return {"authenticated_at": datetime.fromtimestamp(facts.authenticated_at, UTC), "has_factor": facts.has_factor}


def _facts(request: HttpRequest, user: User) -> SignInFacts:
    """From what allauth recorded on the way in. Who came through a provider without `enter` is turned away."""
    records = get_authentication_records(request, user)
    way = next((record for record in records if record["method"] in METHODS), None)
    if way is None and records and records[0]["method"] != "mfa":
        raise PermissionRefused()
    organisation = way.get("organisation") if way else None
    return SignInFacts(
        method=way["method"] if way else "password",
        organisation_id=UUID(organisation) if organisation else None,
        authenticated_at=time.time(),
        has_factor=any(record["method"] == "mfa" for record in records),
    )
