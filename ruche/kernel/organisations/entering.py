# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who asks, in which organisation: what a request carries from then on."""

import re
from typing import Any

from ruche.kernel.access.actor import Actor
from ruche.kernel.api.tokens import has_bearer
from ruche.kernel.db.context import current_organisation_id
from ruche.kernel.identity.bearers import token_scope
from ruche.kernel.organisations.date_formats import write_dates_as
from ruche.kernel.organisations.models import Membership
from ruche.kernel.organisations.selectors.organisations import find_membership_at


def enter(request: Any, membership: Membership) -> None:
    """Set request.actor, request.organisation and the context of the organisation's lock."""
    current_organisation_id.set(membership.organisation_id)
    request.organisation = membership.organisation
    write_dates_as(membership.organisation)
    key = None if has_bearer(request) else request.session.session_key
    request.actor = Actor(
        user=request.user, membership=membership, organisation=membership.organisation, session_key=key, token=token_scope(request)
    )


def enter_around(request: Any) -> None:
    """For an address that no page has: as the pages around it do, when these are of an organisation of whoever asks."""
    user = getattr(request, "user", None)
    inside = re.match(r"/o/([^/]+)/", request.path_info)
    if inside and user is not None and user.is_authenticated:
        membership = find_membership_at(user, inside[1])
        if membership is not None:
            enter(request, membership)
