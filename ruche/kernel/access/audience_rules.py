# SPDX-License-Identifier: AGPL-3.0-or-later
"""The words of audiences: five acts, five levels, and what each kind of object declares. No table is read here."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from typing import Any

from django.db.models import IntegerChoices
from django.utils.translation import gettext_lazy as _


class Act(StrEnum):
    SEE = "see"
    COMMENT = "comment"
    EDIT = "edit"
    JOIN = "join"
    MANAGE = "manage"


class Level(IntegerChoices):
    """Who may, from the fewest to the most."""

    OWNER = 0, _("Its owner")
    GROUP = 1, _("The group")
    ORGANISATION = 2, _("The organisation")
    LINKED = 3, _("Linked organisations")
    PUBLIC = 4, _("Everybody")


DEFAULTS: Mapping[Act, Level] = {
    Act.SEE: Level.ORGANISATION,
    Act.COMMENT: Level.ORGANISATION,
    Act.EDIT: Level.GROUP,
    Act.JOIN: Level.ORGANISATION,
    Act.MANAGE: Level.OWNER,
}


@dataclass(frozen=True)
class AudienceRule:
    """What can be chosen for a kind of object.

    `kind`: the record_kind of an AudienceModel. `acts`: those that mean something for it. `defaults`: where they differ from
    DEFAULTS; a default of GROUP becomes OWNER where there is no group. `permissions`: who holds one of these may do the act to
    every object of the kind, or of the groups where they hold it; the one of MANAGE gives all acts. `words`: of each act, in
    the words of the kind ("borrow" for JOIN). `page`: URL name (slug, id) of an object's own page, where the way back from its
    audience leads, and in whose part of the sidebar that stands.
    """

    kind: str
    label: Any
    acts: tuple[Act, ...] = (Act.SEE, Act.EDIT, Act.MANAGE)
    defaults: Mapping[Act, Level] = field(default_factory=dict)
    permissions: Mapping[Act, str] = field(default_factory=dict)
    words: Mapping[Act, Any] = field(default_factory=dict)
    page: str = ""

    def default(self, act: Act) -> Level:
        return self.defaults.get(act, DEFAULTS[act])

    def permissions_for(self, act: Act) -> frozenset[str]:
        """The permissions that give an act: whoever may do anything to an object also sees it."""
        giving = list(Act) if act == Act.SEE else [act, Act.MANAGE]
        return frozenset(self.permissions[one] for one in giving if one in self.permissions)


KERNEL_RULES = (
    AudienceRule(
        kind="lifecycle.checklist",
        label=_("Checklist"),
        defaults={Act.SEE: Level.GROUP, Act.EDIT: Level.GROUP},
        permissions={Act.MANAGE: "organisation.run_checklists"},
        page="lifecycle:checklist_detail",
    ),
)


@cache
def audience_rules() -> dict[str, AudienceRule]:
    """Every rule by its kind: the kernel's and those of all manifests."""
    from ruche.kernel.modules.registry import manifests

    declared = [*KERNEL_RULES, *(one for manifest in manifests().values() for one in manifest.audiences)]
    return {rule.kind: rule for rule in declared}
