# SPDX-License-Identifier: AGPL-3.0-or-later
from dataclasses import dataclass

from ruche.kernel.organisations.models import Organisation


@dataclass(frozen=True)
class SignInProvider:
    """A button of the sign-in page. `url` takes a POST; `hue` is of the design's palette."""

    name: str
    url: str
    initials: str
    hue: int


def find_provider_for(email: str) -> SignInProvider | None:
    """Who signs in the people of this address, by its domain; only domains that the instance's administrator verified."""
    return None


def list_sign_in_providers(organisation: Organisation | None) -> list[SignInProvider]:
    """The instance's, and those of the organisation whose door somebody stands at."""
    return []
