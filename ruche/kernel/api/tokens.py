# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bearer tokens: a short one to act, a long one to get the next pair. They carry the session epoch and end with it.

Each sign-in is a family (sign_in.RefreshFamily): its long token changes at every use, and one that comes back later was
copied by somebody.
"""

from dataclasses import dataclass
from typing import Any, cast

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request
from rest_framework_simplejwt.authentication import JWTAuthentication
from rest_framework_simplejwt.exceptions import AuthenticationFailed, InvalidToken
from rest_framework_simplejwt.tokens import Token

from ruche.kernel.errors import DomainError
from ruche.kernel.sign_in.facts import read_facts
from ruche.kernel.sign_in.models import RefreshFamily
from ruche.kernel.users.models import User

EPOCH, FAMILY, VIA = "epoch", "family", "via"


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
    """Refuses the tokens of before the last "sign out everywhere" or change of password, and of a family that was revoked."""

    def get_user(self, validated_token: Token) -> Any:
        """The person, with how they signed in (`sign_in_facts`). One query."""
        try:
            family = RefreshFamily.objects.filter(pk=validated_token.get(FAMILY), user=OuterRef("pk"), revoked_at__isnull=False)
            people = User.objects.filter(pk=validated_token["user_id"], is_active=True).annotate(is_revoked=Exists(family))
            user = cast(Any, people.first())
        except (KeyError, ValueError, TypeError, ValidationError):
            raise AuthenticationFailed() from None
        if user is None or user.is_revoked or validated_token.get(EPOCH) != user.session_epoch:
            raise AuthenticationFailed()
        user.sign_in_facts = read_facts(validated_token.get(VIA))
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


def create_tokens(*, email: str, password: str, address: str, code: str = "", agent: str = "") -> TokenPair:
    """Both tokens of a person. Raises SignInRefused (SecondFactorRequired, CodeRefused), TooManyAttempts, AddressUnproven.

    `address`: of the network; `code`: of the telephone or of the paper, where there is a second factor.
    """
    from ruche.kernel.sign_in.services.families import begin_family, prove_factor
    from ruche.kernel.users.services import prove_by_password

    proof = prove_by_password(email=email, password=password, address=address)
    must_prove = settings.ACCOUNT_EMAIL_VERIFICATION == "mandatory"
    if must_prove and not EmailAddress.objects.filter(user=proof.user, verified=True).exists():
        raise AddressUnproven()
    has_factor = prove_factor(proof.user, code)
    return TokenPair(*begin_family(proof, has_factor=has_factor, address=address, agent=agent))


def refresh_access(refresh: str, *, address: str = "") -> TokenPair:
    """The next pair. Raises TokenRefused; TokenReused when it is not the last of its family."""
    from ruche.kernel.sign_in.services.families import renew_family

    return TokenPair(*renew_family(refresh, address=address))


def revoke_tokens(refresh: str) -> None:
    """End the sign-in that a long token belongs to. Raises TokenRefused."""
    from ruche.kernel.sign_in.services.families import end_family

    end_family(refresh)
