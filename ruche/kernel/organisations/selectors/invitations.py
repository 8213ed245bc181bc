# SPDX-License-Identifier: AGPL-3.0-or-later
from typing import Literal

from django.db.models import Q
from django.utils import timezone

from ruche.kernel.access.actor import Actor
from ruche.kernel.db.context import current_user_id, organisation_scope
from ruche.kernel.errors import NotFound
from ruche.kernel.organisations.keys import find_key
from ruche.kernel.organisations.models import Invitation
from ruche.kernel.organisations.selectors.paging import Page, page_of

OPEN = Q(accepted_at=None, declined_at=None, revoked_at=None)


def list_invitations(
    actor: Actor, *, state: Literal["open", "closed"] = "open", after: str | None = None, limit: int = 50
) -> Page[Invitation]:
    """Open ones (expired or not), or those that were accepted, declined or revoked; the newest first (one query)."""
    actor.require("organisation.invite_member")
    rows = Invitation.objects.filter(OPEN if state == "open" else ~OPEN).select_related("group", "invited_by", "accepted_by")
    return page_of(rows, key="created_at", after=after, limit=limit, newest_first=True)


def count_open_invitations(actor: Actor) -> int:
    """Invitations that still let somebody in."""
    actor.require("organisation.invite_member")
    return Invitation.objects.filter(OPEN, expires_at__gt=timezone.now()).count()


def get_invitation_by_token(token: str) -> Invitation:
    """The invitation behind a link, with its organisation and who invited. Raises NotFound, the same for all."""
    key = find_key("invitation", token)
    if key is None:
        raise NotFound()
    with organisation_scope(key.organisation_id, current_user_id.get()):
        rows = Invitation.objects.select_related("organisation", "group", "invited_by")
        invitation: Invitation | None = rows.filter(pk=key.pk).first()
    if invitation is None:
        raise NotFound()
    return invitation
