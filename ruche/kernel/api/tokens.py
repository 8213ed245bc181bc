# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bearer tokens: a short one to act, a long one to get the next short one. They carry the session epoch and end with it."""

from dataclasses import dataclass
from typing import Any, cast

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request
from rest_framework_simplejwt.authentication import JWTAuthentication
from rest_framework_simplejwt.exceptions import AuthenticationFailed, InvalidToken, TokenError
from rest_framework_simplejwt.tokens import RefreshToken, Token

from ruche.kernel.errors import DomainError
from ruche.kernel.users.models import User

EPOCH = "epoch"


class TokenRefused(DomainError):
    code = "token_refused"
    status = 401
    message = _("This token is expired or was revoked. Ask for a new one with e-mail address and password.")


class AddressUnproven(DomainError):
    code = "address_unproven"
    status = 403
    message = _("Sign in on the web page first, to prove your e-mail address.")


@dataclass(frozen=True)
class TokenPair:
    access: str
    refresh: str


class EpochAuthentication(JWTAuthentication):
    """Refuses the tokens of before the last "sign out everywhere" or change of password."""

    def get_user(self, validated_token: Token) -> Any:
        user = cast(User, super().get_user(validated_token))  # refuses who is not active
        if validated_token.get(EPOCH) != user.session_epoch:
            raise AuthenticationFailed()
        return user


def has_bearer(request: HttpRequest) -> bool:
    """Whether the request brings a token of ours. A proxy's own password (`Basic …`) travels in the same header."""
    return request.headers.get("Authorization", "").partition(" ")[0].lower() == "bearer"


def bearer_user(request: HttpRequest) -> User | AnonymousUser:
    """The person of the request's access token; nobody when it is missing, expired, forged or revoked."""
    try:
        found = EpochAuthentication().authenticate(cast(Request, request))  # it reads only the header
    except (InvalidToken, AuthenticationFailed):
        return AnonymousUser()
    return cast(User, found[0]) if found else AnonymousUser()


def create_tokens(*, email: str, password: str, address: str) -> TokenPair:
    """Both tokens of a person. Raises SignInRefused, TooManyAttempts, AddressUnproven; `address`: of the network."""
    from ruche.kernel.users.services import check_password

    user = check_password(email=email, password=password, address=address)
    must_prove = settings.ACCOUNT_EMAIL_VERIFICATION == "mandatory"
    if must_prove and not EmailAddress.objects.filter(user=user, verified=True).exists():
        raise AddressUnproven()
    refresh = RefreshToken.for_user(user)
    refresh[EPOCH] = user.session_epoch
    return TokenPair(access=str(refresh.access_token), refresh=str(refresh))


def refresh_access(refresh: str) -> str:
    """The next access token. Raises TokenRefused."""
    try:
        token = RefreshToken(cast(Any, refresh))
        EpochAuthentication().get_user(token)
    except (TokenError, InvalidToken, AuthenticationFailed):
        raise TokenRefused() from None
    return str(token.access_token)
