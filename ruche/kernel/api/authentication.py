# SPDX-License-Identifier: AGPL-3.0-or-later
from django.contrib.auth.models import AnonymousUser
from rest_framework.authentication import SessionAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from ruche.kernel.api.tokens import has_bearer
from ruche.kernel.users.models import User


class RequestAuthentication(SessionAuthentication):
    """Whoever OrganisationMiddleware found: by session (then CSRF holds) or by bearer token."""

    def authenticate(self, request: Request) -> tuple[User, None] | None:
        user: User | AnonymousUser = request._request.user
        if has_bearer(request._request):
            if not user.is_authenticated:
                raise AuthenticationFailed()  # not silently nobody: the token was meant to count
            return user, None
        if not user.is_authenticated or not user.is_active:
            return None
        self.enforce_csrf(request)
        return user, None

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="ruche"'
