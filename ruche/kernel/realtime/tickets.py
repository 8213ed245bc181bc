# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sign-in of a socket without a query: a page carries a signed ticket, a client of the API its access token.

A ticket says which session it was made in and lives as long as that session: identities.py checks it. It is no cookie
and names no session key, so reading it off a page gives the live updates of that session and nothing else.
"""

import hashlib
import math
from dataclasses import dataclass
from functools import cache
from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest
from rest_framework_simplejwt.exceptions import TokenError
from rest_framework_simplejwt.tokens import AccessToken

from ruche.kernel.api.tokens import EPOCH, FAMILY, VIA
from ruche.kernel.sign_in.facts import SignInFacts, facts_in, read_facts
from ruche.kernel.sign_in.sockets import Way
from ruche.kernel.users.models import User

# The parts of a ticket are uuid, hex and digits, so "." is free; the whole fits into Sec-WebSocket-Protocol.
_SEPARATOR = "."


@dataclass(frozen=True, slots=True)
class Identity:
    """Who a ticket or token says it is. True for as long as identities.py finds it so."""

    user_id: UUID
    session: str  # sha-256 of the session's key, in hex; "" for an access token
    epoch: int  # the user's session_epoch when it was made
    organisation: str = ""  # through whose door the person came: nothing of others is open to them
    family: UUID | None = None  # the sign-in that an access token comes from, which may be ended
    facts: SignInFacts | None = None  # how a token's sign-in was; that of a session is read where it is kept

    @property
    def way(self) -> Way:
        return Way(self.user_id, self.session, self.facts)


@dataclass(frozen=True, slots=True)
class Credential:
    identity: Identity
    expires_at: float = math.inf  # seconds since 1970

    @property
    def is_ticket(self) -> bool:
        return bool(self.identity.session)


def make_ticket(user: User, session_key: str, organisation_id: UUID | None = None) -> str:
    bound = str(organisation_id) if organisation_id else ""
    value = _SEPARATOR.join((str(user.pk), session_hash(session_key), str(user.session_epoch), bound))
    return _signer().sign(value)


def ticket_of(request: HttpRequest) -> str | None:
    """The ticket for a request's page; None when nobody is signed in by a session."""
    session, user = getattr(request, "session", None), getattr(request, "user", None)  # an error page may have neither
    if session is None or user is None or not user.is_authenticated or not session.session_key:
        return None
    return make_ticket(user, session.session_key, facts_in(session).organisation_id)


def read_ticket(ticket: str) -> Credential | None:
    """None when forged or older than any session can be."""
    try:
        value = _signer().unsign(ticket, max_age=settings.SESSION_COOKIE_AGE)
        user_id, session, epoch, bound = value.split(_SEPARATOR)
        return Credential(Identity(UUID(user_id), session, int(epoch), bound))
    except (BadSignature, ValueError):
        return None


def read_access_token(token: str) -> Credential | None:
    """The same for the API's access token (10 minutes). None when forged or expired."""
    try:
        claims = AccessToken(token)  # type: ignore[arg-type]
        facts = read_facts(claims.get(VIA))
        bound = str(facts.organisation_id) if facts.organisation_id else ""
        family = UUID(claims[FAMILY]) if FAMILY in claims else None
        identity = Identity(UUID(claims["user_id"]), "", int(claims[EPOCH]), bound, family, facts)
        return Credential(identity, float(claims["exp"]))
    except (TokenError, KeyError, ValueError):
        return None


def read_credential(text: str) -> Credential | None:
    """A ticket or an access token, whichever it is."""
    return read_ticket(text) or read_access_token(text)


def session_hash(session_key: str) -> str:
    return hashlib.sha256(session_key.encode()).hexdigest()


@cache
def _signer() -> TimestampSigner:
    return TimestampSigner(sep=_SEPARATOR, salt="ruche.live.ticket")
