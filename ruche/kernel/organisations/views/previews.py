# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the first run and the page of modules show of the manifests."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from ruche.kernel.modules.manifest import Category, Manifest
from ruche.kernel.modules.registry import manifests
from ruche.kernel.modules.requirements import dependants, with_requirements
from ruche.kernel.organisations.models import Organisation
from ruche.kernel.organisations.services import modules_for
from ruche.kernel.ui.navigation import SPACES

# icons: hand-helping briefcase users-round house trees graduation-cap
_KINDS = {
    Organisation.Kind.ASSOCIATION: ("hand-helping", _("Members, volunteers, events, votes")),
    Organisation.Kind.COMPANY: ("briefcase", _("Clients, quotes, invoices, staff")),
    Organisation.Kind.TEAM: ("users-round", _("A group that works on something together")),
    Organisation.Kind.FAMILY: ("house", _("Shared calendar, shopping, papers")),
    Organisation.Kind.NEIGHBOURHOOD: ("trees", _("News, mutual help, meetings, shared places")),
    Organisation.Kind.SCHOOL: ("graduation-cap", _("Classes, families, teachers, outings")),
}


@dataclass(frozen=True)
class KindChoice:
    value: str
    label: Any
    icon: str
    summary: Any
    module_count: int


@dataclass(frozen=True)
class ModuleLine:
    """A module, whether it is on, what it needs and what needs it (labels of modules that are on)."""

    manifest: Manifest
    is_on: bool
    brings: list[Any]
    needed_by: list[Any]


@dataclass(frozen=True)
class SpacePreview:
    label: Any
    icon: str
    lines: list[ModuleLine]


def kinds() -> list[KindChoice]:
    return [KindChoice(kind.value, kind.label, icon, summary, len(modules_for(kind))) for kind, (icon, summary) in _KINDS.items()]


def preview(on: Collection[str]) -> list[SpacePreview]:
    """The spaces of the rail that have modules, with each of them; `on` are the names that are on."""
    spaces = ((category, label, icon) for category, (label, icon, *_rest) in SPACES.items())
    found = (SpacePreview(label, icon, _lines(category, on)) for category, label, icon in spaces)
    return [space for space in found if space.lines]


def _lines(category: Category, on: Collection[str]) -> list[ModuleLine]:
    return [_line(manifest, on) for manifest in manifests().values() if manifest.category == category]


def _line(manifest: Manifest, on: Collection[str]) -> ModuleLine:
    known = manifests()
    missing = [name for name in with_requirements(manifest.name)[:-1] if name not in on]
    waiting = sorted(dependants(manifest.name) & set(on))
    return ModuleLine(manifest, manifest.name in on, [known[name].label for name in missing], [known[name].label for name in waiting])
