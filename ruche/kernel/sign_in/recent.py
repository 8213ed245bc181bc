# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sensitive acts ask for a proof of who it is that is at most ten minutes old.

A service with a dangerous permission calls `check_recent()`; a view is wrapped by `require_recent`. Work that nobody asked
for through a door (jobs, commands) is not asked.
"""

import math
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse

from ruche.kernel.sign_in.errors import RecentAuthentication, WholeSessionNeeded
from ruche.kernel.sign_in.facts import facts_of

_proved_at: ContextVar[float] = ContextVar("proved_at", default=math.inf)


@contextmanager
def proof_of(request: HttpRequest) -> Iterator[None]:
    """Within a request: when its person last proved who they are."""
    token = _proved_at.set(facts_of(request).authenticated_at if request.user.is_authenticated else 0.0)
    try:
        yield
    finally:
        _proved_at.reset(token)


def is_recent() -> bool:
    return time.time() - _proved_at.get() < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT


def check_recent() -> None:
    """Raise RecentAuthentication unless the person of this request proved a moment ago who they are."""
    if not is_recent():
        raise RecentAuthentication()


def require_recent(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page of one's own account that needs a fresh proof, and a session that opens more than one organisation."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        check_whole(request)
        check_recent()
        return view(request, *args, **kwargs)

    return guarded


def require_whole(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page of one's own account that shows what concerns all organisations."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        check_whole(request)
        return view(request, *args, **kwargs)

    return guarded


def check_whole(request: HttpRequest) -> None:
    """Raise WholeSessionNeeded when an organisation's provider or directory said who this is."""
    if facts_of(request).organisation_id is not None:
        raise WholeSessionNeeded()
