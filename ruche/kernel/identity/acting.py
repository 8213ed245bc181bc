# SPDX-License-Identifier: AGPL-3.0-or-later
"""For pages of the account that are about one organisation: who somebody is there."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from ruche.kernel.access.actor import Actor
from ruche.kernel.db.context import organisation_scope
from ruche.kernel.errors import NotFound, PermissionRefused
from ruche.kernel.identity.bearers import Bearer
from ruche.kernel.organisations.selectors.organisations import find_membership_at
from ruche.kernel.sign_in.gate import check_gate, facts_of
from ruche.kernel.sign_in.recent import check_whole


@contextmanager
def acting_in(request: Any, slug: str) -> Iterator[Actor]:
    """The actor of a request in an organisation of theirs, and its context. Raises NotFound, PermissionRefused (the gate)."""
    membership = find_membership_at(request.user, slug) if slug else None
    if membership is None or membership.organisation.slug != slug:
        raise NotFound()
    if gate := check_gate(request.user, membership, facts_of(request)):
        raise PermissionRefused(gate.message, code=gate.code)
    with organisation_scope(membership.organisation_id, request.user.pk):
        yield Actor(user=request.user, membership=membership, organisation=membership.organisation, session_key=request.session.session_key)


def require_person(request: Any) -> None:
    """Only somebody themselves, by session or by the token of a sign-in: a kept token does not manage keys."""
    bearer: Bearer | None = getattr(request, "bearer", None)
    if bearer is not None and bearer.kind != "jwt":
        raise PermissionRefused()


def require_whole_person(request: Any) -> None:
    """The same, and not by the word of one organisation's provider or directory: one's keys open others too."""
    require_person(request)
    check_whole(request)
