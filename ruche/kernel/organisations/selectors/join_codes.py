# SPDX-License-Identifier: AGPL-3.0-or-later
from uuid import UUID

from ruche.kernel.access.actor import Actor
from ruche.kernel.db.context import current_user_id, organisation_scope
from ruche.kernel.errors import NotFound
from ruche.kernel.organisations.keys import find_key, read_code
from ruche.kernel.organisations.models import JoinCode


def list_join_codes(actor: Actor, *, limit: int = 100) -> list[JoinCode]:
    """Codes that were not revoked, the newest first (one query)."""
    actor.require("organisation.invite_member")
    rows = JoinCode.objects.filter(revoked_at=None).select_related("group", "created_by")
    return list(rows.order_by("-created_at", "-id")[:limit])


def get_join_code(actor: Actor, join_code_id: UUID) -> JoinCode:
    """One code that was not revoked. Raises NotFound."""
    actor.require("organisation.invite_member")
    found: JoinCode | None = JoinCode.objects.select_related("group").filter(pk=join_code_id, revoked_at=None).first()
    if found is None:
        raise NotFound()
    return found


def get_join_code_typed(typed: str) -> JoinCode:
    """The code that somebody typed, with its organisation. Raises NotFound. Limit the guesses at the door."""
    code = read_code(typed)
    key = find_key("join_code", code) if code else None
    if key is None:
        raise NotFound()
    with organisation_scope(key.organisation_id, current_user_id.get()):
        found: JoinCode | None = JoinCode.objects.select_related("organisation", "group").filter(pk=key.pk).first()
    if found is None:
        raise NotFound()
    return found
