# SPDX-License-Identifier: AGPL-3.0-or-later
from typing import Any

from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings

from ruche.kernel.security.sealing import seal, unseal

PURPOSE = "sign_in.factor"


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
