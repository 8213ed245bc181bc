# SPDX-License-Identifier: AGPL-3.0-or-later
from typing import Any

from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from ruche.kernel.jobs import enqueue
from ruche.kernel.security.sealing import seal, unseal
from ruche.kernel.users.adapter import AccountAdapter
from ruche.kernel.users.models import User
from ruche.kernel.users.selectors import find_user_by_email
from ruche.kernel.users.services.sign_in import check_may_sign_in

PURPOSE = "sign_in.factor"
LOGIN_CODE = "sign_in.login_code"


class SignInAdapter(AccountAdapter):
    """The account's, and what follows a sign-in: the session's facts, a letter about a new device."""

    def pre_login(self, request: HttpRequest, user: User, **options: Any) -> HttpResponse | None:
        check_may_sign_in(user)
        return None

    def login(self, request: HttpRequest, user: User) -> None:
        from ruche.kernel.sign_in.services.sessions import begin_session

        super().login(request, user)
        begin_session(request, user)

    def post_login(self, request: HttpRequest, user: User, **options: Any) -> HttpResponse:
        from ruche.kernel.sign_in.arrivals import way_on
        from ruche.kernel.sign_in.devices import meet_device

        response: HttpResponse = super().post_login(request, user, **options)
        meet_device(request, user, response)
        if isinstance(response, HttpResponseRedirect):
            response["Location"] = way_on(request, user, response["Location"])
        return response

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """The one letter that allauth itself sends: a code to sign in with."""
        user = find_user_by_email(email)
        if template_prefix == "account/email/login_code" and user is not None:
            enqueue("sign_in.write_login_code", None, user_id=user.pk, sealed=seal(context["code"], purpose=LOGIN_CODE))


class MfaAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """What allauth asks about second factors: secrets are sealed, the name on the telephone is the instance's address."""

    def encrypt(self, text: str) -> str:
        return seal(text, purpose=PURPOSE)

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text, purpose=PURPOSE)

    def get_totp_issuer(self) -> str:
        return f"Ruche ({settings.ENVIRONMENT.public_address.host})"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {"id": settings.ENVIRONMENT.public_address.host, "name": "Ruche"}

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Our services write the letters."""
