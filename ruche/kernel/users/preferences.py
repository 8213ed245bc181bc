# SPDX-License-Identifier: AGPL-3.0-or-later
"""Language and appearance: of the person who is signed in, or of this browser, in a cookie."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_supported_language_variant
from django.utils.translation.trans_real import parse_accept_lang_header

from ruche.kernel.users.entrance import SESSION_KEY
from ruche.kernel.users.models import User


def language_of(request: HttpRequest) -> str:
    """The person's, else the browser's cookie, the inviting organisation's, what the browser accepts, the instance's."""
    if request.user.is_authenticated and request.user.language in User.Language.values:
        return request.user.language
    invited = _entrance_language(request) if settings.SESSION_COOKIE_NAME in request.COOKIES else ""
    for language in (request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME), invited):
        if language in User.Language.values:
            return str(language)
    return _accepted(request.headers.get("Accept-Language", "")) or settings.LANGUAGE_CODE


def theme_of(request: HttpRequest) -> str:
    """auto, light or dark."""
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        return str(user.theme)
    theme = request.COOKIES.get(settings.THEME_COOKIE_NAME, "")
    return theme if theme in User.Theme.values else User.Theme.AUTO


def remember_choices(response: HttpResponse, *, language: str = "", theme: str = "") -> None:
    """Keep them in this browser for a year, for when nobody is signed in."""
    for name, value in ((settings.LANGUAGE_COOKIE_NAME, language), (settings.THEME_COOKIE_NAME, theme)):
        if value:
            response.set_cookie(name, value, max_age=settings.LANGUAGE_COOKIE_AGE, secure=settings.IS_SECURE, httponly=True, samesite="Lax")


def _entrance_language(request: HttpRequest) -> str:
    kept = request.session.get(SESSION_KEY)
    return str(kept.get("language", "")) if isinstance(kept, dict) else ""


def _accepted(header: str) -> str:
    for tag, _quality in parse_accept_lang_header(header.lower()):
        try:
            return get_supported_language_variant(tag)
        except LookupError:
            continue
    return ""
