# SPDX-License-Identifier: AGPL-3.0-or-later
from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.http import HttpRequest

from ruche.kernel.security.addresses import client_address
from ruche.kernel.users.errors import SignInRefused
from ruche.kernel.users.models import User
from ruche.kernel.users.services import check_password


class EmailBackend(AuthenticationBackend):  # type: ignore[misc]
    """Finds the person of a session. Passwords are checked, and counted, by the one service for it."""

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> User | None:
        email, password = credentials.get("email"), credentials.get("password")
        if not email or not password:
            return None
        try:
            return check_password(email=email, password=password, address=client_address(request) if request else "here")
        except SignInRefused:
            return None
