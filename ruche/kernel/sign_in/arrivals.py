# SPDX-License-Identifier: AGPL-3.0-or-later
"""The way from a sign-in to the page that was wanted: past what its person must be asked or told first."""

from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from ruche.kernel.sign_in.facts import facts_of
from ruche.kernel.sign_in.selectors.arrivals import list_factors_due
from ruche.kernel.users.models import User


def way_on(request: HttpRequest, user: User, address: str) -> str:
    """`address`, or first the page about a deletion that waits, and that of a second factor that will be required."""
    if list_factors_due(user, facts_of(request)):
        address = _first("sign_in:factor_soon", address)
    if user.deletion_due_at is not None and facts_of(request).organisation_id is None:
        address = _first("sign_in:deletion_waiting", address)
    return address


def _first(page: str, address: str) -> str:
    return f"{reverse(page)}?{urlencode({'next': address})}"
