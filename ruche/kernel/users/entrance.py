# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who may make an account: everybody, whoever holds an invitation or a join code, or nobody (RUCHE_REGISTRATION).

The page of an invitation or join code, after checking it, calls `open_entrance(request, …)` and leads on to sign-up or
sign-in with `?next=` its own address. Accepting happens there, so a stale entrance opens nothing but an account.
"""

from dataclasses import asdict, dataclass
from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from ruche.kernel.organisations.models import Organisation

SESSION_KEY = "entrance"
_LASTS = timedelta(hours=2)


@dataclass(frozen=True)
class Entrance:
    """What a person came in with: the organisation's name and slug for the page, the invited address and name if there are.

    `is_proven`: the link came from the letter to that address, so its mailbox is theirs. `until` in seconds since 1970.
    """

    organisation: str
    slug: str = ""
    email: str = ""
    name: str = ""
    language: str = ""
    is_proven: bool = False
    until: float = 0.0


def open_entrance(
    request: HttpRequest, *, organisation: str, slug: str = "", email: str = "", name: str = "", language: str = "", is_proven: bool = False
) -> None:
    """Let the holder of a valid invitation or join code make an account during the next two hours."""
    until = (timezone.now() + _LASTS).timestamp()
    entrance = Entrance(organisation=organisation, slug=slug, email=email, name=name, language=language, is_proven=is_proven, until=until)
    request.session[SESSION_KEY] = asdict(entrance)


def find_entrance(request: HttpRequest) -> Entrance | None:
    """What the session was let in with, while it lasts."""
    kept = request.session.get(SESSION_KEY)
    if not isinstance(kept, dict):
        return None
    entrance = Entrance(**{name: kept[name] for name in Entrance.__dataclass_fields__ if name in kept})
    return entrance if entrance.until > timezone.now().timestamp() else None


def find_inviting_organisation(entrance: Entrance | None) -> Organisation | None:
    """Whose name and colour the pages of the account wear for somebody who was let in."""
    return Organisation.objects.filter(slug=entrance.slug).first() if entrance else None


def may_sign_up(request: HttpRequest) -> bool:
    """Whether this visitor may make an account."""
    registration = settings.ENVIRONMENT.registration
    return registration == "open" or (registration == "invitation" and find_entrance(request) is not None)


def has_mail_server() -> bool:
    """Whether letters leave this instance."""
    return settings.ENVIRONMENT.mail_server is not None
