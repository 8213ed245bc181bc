# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a person recognises a browser by, and whether they signed in with it before."""

import hashlib
import secrets
from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from ruche.kernel.security.addresses import client_address
from ruche.kernel.sign_in import letters
from ruche.kernel.sign_in.models import KnownDevice
from ruche.kernel.users.models import User

COOKIE = "ruche_device"
_LASTS = timedelta(days=400)  # the longest that browsers keep a cookie
_BROWSERS = (
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
)
_SYSTEMS = (("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS", "macOS"), ("Linux", "Linux"))


def agent_of(request: HttpRequest) -> str:
    return request.headers.get("User-Agent", "")[:300]


def device_name(agent: str) -> str:
    """ "Firefox · Windows"; the beginning of what it calls itself when it is none of the usual."""
    browser = next((name for mark, name in _BROWSERS if mark in agent), "Safari" if "Safari/" in agent else "")
    system = next((name for mark, name in _SYSTEMS if mark in agent), "")
    return " · ".join(part for part in (browser, system) if part) or agent[:60]


def meet_programme(user: User, *, agent: str, address: str) -> None:
    """Recognise a programme that signs in through the API by what it calls itself. A new one is told of, as a new browser is."""
    now, token = timezone.now(), f"programme {agent[:300]}"
    known, had = KnownDevice.objects.filter(user=user), KnownDevice.objects.filter(user=user).exists()
    if not known.filter(hash=_hash(token)).update(last_at=now):
        values = {"agent": agent[:300], "last_at": now}
        _known, is_new = KnownDevice.objects.get_or_create(user=user, hash=_hash(token), defaults=values)
        if had and is_new:
            letters.send_new_device(user, device=device_name(agent), address=address, at=now)


def meet_device(request: HttpRequest, user: User, response: HttpResponse) -> None:
    """Recognise the browser of a sign-in. One that is new to a person who has others is told of in a letter."""
    now, token = timezone.now(), request.COOKIES.get(COOKIE, "") or secrets.token_urlsafe(32)
    known, had = KnownDevice.objects.filter(user=user), KnownDevice.objects.filter(user=user).exists()
    if not known.filter(hash=_hash(token)).update(last_at=now):
        values = {"agent": agent_of(request), "last_at": now}
        _known, is_new = KnownDevice.objects.get_or_create(user=user, hash=_hash(token), defaults=values)
        if had and is_new:
            letters.send_new_device(user, device=device_name(agent_of(request)), address=client_address(request), at=now)
    response.set_cookie(COOKIE, token, max_age=_LASTS, secure=settings.IS_SECURE, httponly=True, samesite="Lax", path="/account/")


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
