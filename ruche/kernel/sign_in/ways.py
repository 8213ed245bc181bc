# SPDX-License-Identifier: AGPL-3.0-or-later
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from ruche.kernel.identity.selectors import find_provider_for, list_sign_in_providers
from ruche.kernel.organisations.models import Organisation
from ruche.kernel.sign_in import passkeys
from ruche.kernel.sign_in.errors import PasskeyRefused


def ways_in(request: HttpRequest, login: str, organisation: Organisation | None) -> dict[str, Any]:
    """What the sign-in page offers beside a password: to anybody, or to who has given an address."""
    provider = find_provider_for(login) if login else None
    providers = [provider] if provider else [] if login else list_sign_in_providers(organisation)
    refusal = _("This passkey does not fit. It may have been removed, or belong to another address of this instance.")
    was_refused = request.method == "GET" and request.GET.get("refused") == PasskeyRefused.code
    found = {"provider": provider, "providers": providers, "passkeys": passkeys.place_of(request)}
    return {**found, "refusal": refusal} if was_refused else found
