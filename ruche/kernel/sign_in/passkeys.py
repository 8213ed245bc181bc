# SPDX-License-Identifier: AGPL-3.0-or-later
"""Passkeys (WebAuthn). The browser makes and keeps them, and binds them to the name of this instance's public address.

A challenge is kept in the session between the two requests of an act, and counts for that act only.
"""

import ipaddress
import json
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from allauth.account.utils import url_str_to_user_pk
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal.auth import build_user_payload, get_credentials
from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from fido2.server import Fido2Server
from fido2.utils import websafe_decode
from fido2.webauthn import PublicKeyCredentialRpEntity, ResidentKeyRequirement, UserVerificationRequirement

from ruche.kernel.sign_in.errors import PasskeyRefused
from ruche.kernel.users.models import User

_SESSION_KEY = "passkey"
_LASTS = 300  # seconds


def are_possible() -> bool:
    """Browsers make passkeys for a name under https, or for localhost; never for a bare address of the network."""
    address = settings.ENVIRONMENT.public_address
    try:
        ipaddress.ip_address(address.host)
        return False
    except ValueError:
        return address.is_secure or address.host == "localhost" or address.host.endswith(".localhost")


@dataclass(frozen=True)
class Place:
    """Whether the page of a request can make and use passkeys; if not, where the same page can (empty: nowhere)."""

    is_here: bool
    elsewhere: str = ""


def place_of(request: HttpRequest) -> Place:
    """A passkey belongs to the name of this instance: whoever came by another one, or by an address, is led there."""
    if not are_possible():
        return Place(is_here=False)
    if urlsplit(f"//{request.get_host()}").hostname == settings.ENVIRONMENT.public_address.host:
        return Place(is_here=True)
    here = request.get_full_path() if request.method == "GET" else request.path
    return Place(is_here=False, elsewhere=f"{settings.PUBLIC_URL}{here}")


def begin_creation(request: HttpRequest, user: User) -> dict[str, Any]:
    """What the browser needs to make a passkey of this person."""
    options, state = _server().register_begin(
        user=build_user_payload(user),
        credentials=get_credentials(user),
        resident_key_requirement=ResidentKeyRequirement.REQUIRED,
        user_verification=UserVerificationRequirement.REQUIRED,
        extensions={"credProps": True},
    )
    _keep(request, "creation", state)
    return dict(options)


def finish_creation(request: HttpRequest, text: str) -> dict[str, object]:
    """The new passkey's credential, proved to be of this challenge and this address. Raises PasskeyRefused."""
    credential, state = _read(text), _take(request, "creation")
    try:
        _server().register_complete(state, credential)
    except (ValueError, TypeError, KeyError, AttributeError):
        raise PasskeyRefused() from None
    return credential


def begin_use(request: HttpRequest, user: User | None) -> dict[str, Any]:
    """What the browser needs to use a passkey: any of this instance, or one of `user`'s."""
    options, state = _server().authenticate_begin(
        credentials=get_credentials(user) if user is not None else [], user_verification=UserVerificationRequirement.REQUIRED
    )
    _keep(request, "use", state)
    return dict(options)


def finish_use(request: HttpRequest, text: str, user: User | None = None) -> User:
    """Whose passkey it was: `user`'s, when given. Raises PasskeyRefused."""
    credential, state = _read(text), _take(request, "use")
    person = _person_of(credential)
    if person is None or (user is not None and person.pk != user.pk):
        raise PasskeyRefused()
    try:
        used = _server().authenticate_complete(state, get_credentials(person), credential)
    except (ValueError, TypeError, KeyError, AttributeError):
        raise PasskeyRefused() from None
    for row in Authenticator.objects.filter(user=person, type=Authenticator.Type.WEBAUTHN):
        if row.wrap().authenticator_data.credential_data.credential_id == used.credential_id:
            Authenticator.objects.filter(pk=row.pk).update(last_used_at=timezone.now())
            return person
    raise PasskeyRefused()


def _server() -> Fido2Server:
    entity = PublicKeyCredentialRpEntity(id=settings.ENVIRONMENT.public_address.host, name="Ruche")
    return Fido2Server(entity, verify_origin=lambda origin: bool(origin == settings.PUBLIC_URL))


def _keep(request: HttpRequest, purpose: str, state: dict[str, Any]) -> None:
    request.session[_SESSION_KEY] = {"purpose": purpose, "state": json.loads(json.dumps(state)), "at": time.time()}


def _take(request: HttpRequest, purpose: str) -> dict[str, Any]:
    kept = request.session.pop(_SESSION_KEY, None)
    if not isinstance(kept, dict) or kept["purpose"] != purpose or time.time() - kept["at"] > _LASTS:
        raise PasskeyRefused()
    state: dict[str, Any] = kept["state"]
    return state


def _read(text: str) -> dict[str, Any]:
    try:
        credential = json.loads(text[:20_000])
    except ValueError:
        raise PasskeyRefused() from None
    if not isinstance(credential, dict):
        raise PasskeyRefused()
    return credential


def _person_of(credential: dict[str, Any]) -> User | None:
    try:
        handle = websafe_decode(credential["response"]["userHandle"]).decode()
        return User.objects.filter(pk=UUID(str(url_str_to_user_pk(handle)))).first()
    except (ValueError, TypeError, KeyError, AttributeError):
        return None
