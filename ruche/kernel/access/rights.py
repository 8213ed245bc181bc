# SPDX-License-Identifier: AGPL-3.0-or-later
"""What somebody may do, and where: read in one statement for as many people as are asked about, and never kept across requests."""

import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from uuid import UUID

from ruche.kernel.access.permissions import Reach, catalogue, permissions_of
from ruche.kernel.access.roles import Role
from ruche.kernel.access.statements import HELD
from ruche.kernel.db.context import current_user_id, organisation_scope
from ruche.kernel.db.statements import fetch_all

if TYPE_CHECKING:
    from ruche.kernel.organisations.models import Membership, Organisation

__all__ = ["Rights", "TokenScope", "base_rights", "load_rights", "touch_rights"]


@dataclass(frozen=True, slots=True)
class TokenScope:
    """What a token was made for: `scopes` are permission names, None means all that its person has."""

    scopes: frozenset[str] | None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Rights:
    """The rights of one person in one organisation, cut by the modules that are on.

    `within`: permission → the groups where it is held, each with all that is inside. `circles`: one's own groups and those
    around them. `until`: seconds since 1970 when a dated role begins or ends. `version`: see touch_rights.
    """

    everywhere: frozenset[str]
    within: Mapping[str, frozenset[UUID]]
    circles: frozenset[UUID]
    is_guest: bool
    until: float
    version: tuple[int, int]

    def limited_to(self, scopes: frozenset[str]) -> "Rights":
        """What a token with these scopes has of them."""
        within = {name: groups for name, groups in self.within.items() if name in scopes}
        return replace(self, everywhere=self.everywhere & scopes, within=within)


@lru_cache(maxsize=1000)
def base_rights(role: Role, modules: frozenset[str]) -> frozenset[str]:
    """What a built-in role gives everywhere while these modules are on."""
    return _active(permissions_of(role), modules)


def load_rights(
    organisation: "Organisation", memberships: "Sequence[Membership]", modules: frozenset[str], *, beyond: str = "-infinity"
) -> dict[UUID, Rights]:
    """Membership id → rights, of active members of one organisation, as of now (one query for all).

    `beyond`: an instant as PostgreSQL writes it; only what is held until then, or without end, counts.
    """
    ids = [one.pk for one in memberships]
    parameters = {"o": organisation.pk, "m": ids, "zone": organisation.time_zone, "beyond": beyond}
    with organisation_scope(organisation.pk, current_user_id.get()):
        rows = fetch_all(HELD, parameters)
    by_member: dict[UUID, list[tuple[Any, ...]]] = defaultdict(list)
    for row in rows:
        by_member[row[0]].append(row)
    return {one.pk: _rights(organisation, one, by_member[one.pk], modules) for one in memberships}


def touch_rights(organisation_id: UUID, *, membership_ids: Iterable[UUID] | None) -> None:
    """The rights of these people may have changed (None: of everybody), in the transaction that changes them, under its lock.

    What waits for a write compares the version; pages and sockets are told after commit.
    """
    from ruche.kernel.access.telling import tell

    tell(organisation_id, None if membership_ids is None else frozenset(membership_ids))


def _rights(organisation: "Organisation", member: "Membership", rows: Sequence[tuple[Any, ...]], modules: frozenset[str]) -> Rights:
    names: dict[UUID | None, set[str]] = defaultdict(set)
    inside: dict[UUID, set[UUID]] = defaultdict(set)
    circles, until = set(), math.inf
    for _member, what, text, group_id, at in rows:
        if what == "permission":
            names[group_id].add(text)
        elif what == "builtin":
            names[group_id] |= permissions_of(Role(text))
        elif what == "inside":
            inside[UUID(text)].add(group_id)
        elif what == "circle":
            circles.add(group_id)
        elif at is not None:
            until = min(until, at.timestamp())
    base = base_rights(Role(member.role), modules)
    return Rights(
        everywhere=base | _active(names.pop(None, ()), modules),
        within=_within(names, inside, modules),
        circles=frozenset(circles),
        is_guest=member.role == Role.GUEST,
        until=until,
        version=(organisation.rights_epoch, member.rights_version),
    )


def _within(
    names: Mapping[UUID | None, Collection[str]], inside: Mapping[UUID, set[UUID]], modules: frozenset[str]
) -> dict[str, frozenset[UUID]]:
    scopes: dict[str, set[UUID]] = defaultdict(set)
    for scope, held in names.items():
        for name in _active(held, modules):
            if scope is not None and catalogue()[name].reach == Reach.GROUP:
                scopes[name].add(scope)
    unions: dict[frozenset[UUID], frozenset[UUID]] = {}  # the permissions of one role share one set
    within = {}
    for name, groups in scopes.items():
        key = frozenset(groups)
        if key not in unions:
            unions[key] = frozenset().union(*(inside[group] for group in key))
        within[name] = unions[key]
    return within


def _active(names: Collection[str], modules: frozenset[str]) -> frozenset[str]:
    """Without those of modules that are off, and those that nobody declares any more."""
    known = catalogue()
    return frozenset(one for one in names if one in known and ((module := one.partition(".")[0]) == "organisation" or module in modules))
