# SPDX-License-Identifier: AGPL-3.0-or-later
"""How somebody came in: what a session or a token says about its own beginning."""

import time
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

SESSION_KEY = "sign_in"
WAYS = (
    ("password", _("Password")),
    ("passkey", _("Passkey")),
    ("code", _("Code by e-mail")),
    ("provider", _("A provider of this organisation")),
    ("directory", _("A directory of this organisation")),
)
METHODS = tuple(method for method, _name in WAYS)


@dataclass(frozen=True)
class SignInFacts:
    """`organisation_id`: whose provider or directory said who this is; it opens that organisation only.

    `authenticated_at` in seconds since 1970. `method` is one of METHODS, or "token" for a personal one or a service's.
    """

    method: str = "password"
    organisation_id: UUID | None = None
    authenticated_at: float = 0.0
    has_factor: bool = False


def facts_of(request: Any) -> SignInFacts:
    """Those of a request: of its token (whoever read a JWT set `user.sign_in_facts`), else of its session."""
    bearer = getattr(request, "bearer", None)
    if bearer is not None and bearer.kind != "jwt":
        return SignInFacts("token", None, time.time(), has_factor=True)
    given: SignInFacts | None = getattr(request.user, "sign_in_facts", None)
    return given if given is not None else facts_in(request.session)


def facts_in(session: Any) -> SignInFacts:
    """Those a session was begun with; those of a password where it says nothing."""
    return read_facts(session.get(SESSION_KEY))


def read_facts(kept: Any) -> SignInFacts:
    """From what a session or the claims of a token hold."""
    if not isinstance(kept, dict):
        return SignInFacts()
    organisation = kept.get("organisation_id")
    return SignInFacts(
        method=str(kept.get("method", "password")),
        organisation_id=UUID(organisation) if organisation else None,
        authenticated_at=float(kept.get("authenticated_at", 0.0)),
        has_factor=bool(kept.get("has_factor")),
    )


def write_facts(facts: SignInFacts) -> dict[str, Any]:
    """For a session or the claims of a token."""
    kept = asdict(facts)
    return {**kept, "organisation_id": str(facts.organisation_id) if facts.organisation_id else None}
