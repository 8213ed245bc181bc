# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whom to ask for a right that is missing."""

from ruche.kernel.access.actor import Actor
from ruche.kernel.access.permissions import catalogue
from ruche.kernel.access.rights import load_rights
from ruche.kernel.access.roles import Role
from ruche.kernel.access.selectors import who_has
from ruche.kernel.organisations.models import Membership
from ruche.kernel.organisations.selectors import list_right_givers

_LOOKED_AT = 50


def list_givers(actor: Actor, permission: str, *, limit: int = 5) -> list[Membership]:
    """People who give roles and have this permission themselves, owners first; without a name, those who have everything."""
    if permission not in catalogue() or not actor.can("organisation.view_members"):
        return list_right_givers(actor, limit=limit)
    page = who_has(actor, "organisation.manage_roles", limit=_LOOKED_AT)
    able = [one.membership for one in page.results if one.is_everywhere and one.membership.pk != actor.membership.pk]
    held = load_rights(actor.organisation, able, actor.active_modules)
    giving = [one for one in able if permission in held[one.pk].everywhere]
    return sorted(giving, key=lambda one: list(Role).index(Role(one.role)), reverse=True)[:limit]
