# SPDX-License-Identifier: AGPL-3.0-or-later
"""The one way into a session."""

from typing import Any
from uuid import UUID

from allauth.account.internal.flows.login import clear_authentication_records, perform_login, record_authentication
from allauth.account.models import Login
from django.http import HttpRequest, HttpResponse

from ruche.kernel.users.models import User
from ruche.kernel.users.services.sign_in import check_may_sign_in


def enter(
    request: HttpRequest, user: User, *, method: str, organisation_id: UUID | None = None, redirect_url: str | None = None, **options: Any
) -> HttpResponse:
    """Begin a session for whoever proved to be `user`; the answer leads to the second factor first when they have one.

    `method` is one of facts.METHODS. `organisation_id`: whose provider or directory said so; the session opens only that.
    Raises AccountClosed, DemoClosed.
    """
    check_may_sign_in(user)
    clear_authentication_records(request)
    organisation = str(organisation_id) if organisation_id else None
    record_authentication(request, user, method=method, organisation=organisation)
    if method == "passkey":  # it is both factors at once: something one has, opened by something one is or knows
        record_authentication(request, user, method="mfa", type="webauthn", passwordless=True)
    login = Login(user=user, email=user.email, redirect_url=redirect_url, **options)
    response: HttpResponse = perform_login(request, login)
    return response
