# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reads who a credential is, by the same rules as the view. Whatever is not plainly right is None: the view decides then."""

import math
from dataclasses import dataclass
from dataclasses import field as field_

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core.exceptions import ValidationError
from django.utils.crypto import constant_time_compare
from rest_framework_simplejwt.exceptions import AuthenticationFailed, InvalidToken

from ruche.kernel.access.actor import Actor
from ruche.kernel.api.tokens import EpochAuthentication
from ruche.kernel.db.context import organisation_scope
from ruche.kernel.doors.credentials import Credential
from ruche.kernel.organisations.selectors.organisations import find_membership_at
from ruche.kernel.organisations.services.visits import record_visit
from ruche.kernel.sign_in.facts import SignInFacts, facts_in
from ruche.kernel.sign_in.gate import check_gate, closes_at
from ruche.kernel.users.models import User


@dataclass(frozen=True, slots=True)
class Identity:
    """The actor that a credential stands for in one organisation. `expires_at`: when its token, or what the
    organisation accepts of its sign-in, is over, in seconds since 1970."""

    actor: Actor
    expires_at: float = field_(default=math.inf)


def read_identity(credential: Credential, slug: str) -> Identity | None:
    """None when the credential does not hold, or the person is no active member where this is the present address."""
    with organisation_scope(None):
        found = _by_session(credential.text) if credential.is_session else _by_token(credential.text)
    if found is None:
        return None
    user, expires_at, facts = found
    with organisation_scope(None, user.pk):
        membership = find_membership_at(user, slug)
    if membership is None or membership.organisation.slug != slug:
        return None
    if check_gate(user, membership, facts) is not None:
        return None
    organisation, key = membership.organisation, credential.text if credential.is_session else None
    actor = Actor(user=user, membership=membership, organisation=organisation, session_key=key)
    with organisation_scope(organisation.pk, user.pk):
        record_visit(actor)
        actor.active_modules  # noqa: B018  read here, not in the middle of the act
    return Identity(actor, min(expires_at, closes_at(membership, facts)))


def _by_session(key: str) -> tuple[User, float, SignInFacts] | None:
    session = SessionStore(key).load()
    try:
        user_id = User._meta.pk.to_python(session[SESSION_KEY])
        is_ours, kept = session[BACKEND_SESSION_KEY] in settings.AUTHENTICATION_BACKENDS, session[HASH_SESSION_KEY]
    except (KeyError, ValidationError):
        return None
    user = User.objects.filter(pk=user_id, is_active=True).first() if is_ours else None
    # A hash of a former secret key is renewed by the view.
    if user is None or user.language not in User.Language.values or not constant_time_compare(kept, user.get_session_auth_hash()):
        return None
    return user, math.inf, facts_in(session)


def _by_token(text: str) -> tuple[User, float, SignInFacts] | None:
    reader = EpochAuthentication()
    try:
        token = reader.get_validated_token(text.encode())
        user = reader.get_user(token)
    except (InvalidToken, AuthenticationFailed):
        return None
    return (user, float(token["exp"]), user.sign_in_facts) if user.language in User.Language.values else None
