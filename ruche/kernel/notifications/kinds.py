# SPDX-License-Identifier: AGPL-3.0-or-later
"""The kinds that manifests declare, for modules that are on, and the kernel's own; and by them, what is unread."""

from collections.abc import Collection, Iterator
from typing import Any

from django.db.models import Q
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from ruche.kernel.modules.manifest import NotificationKind
from ruche.kernel.modules.registry import manifests, resolve

_LIFECYCLE = "ruche.kernel.lifecycle.selectors"
# Their dotted strings are whole paths, for they are of no module.
KERNEL_KINDS = (
    NotificationKind(
        "lifecycle.steps_due",
        _("Steps of checklists"),
        "list-checks",
        describe=f"{_LIFECYCLE}.describe_due_steps",
        visible=f"{_LIFECYCLE}.due_steps_visible",
        read=f"{_LIFECYCLE}.due_steps_done",
    ),
    NotificationKind(
        "lifecycle.departure",
        _("Departures"),
        "user-minus",
        describe=f"{_LIFECYCLE}.describe_departures",
        visible=f"{_LIFECYCLE}.departures_visible",
    ),
)


def resolve_of(module: str, dotted: str) -> Any:
    """What a kind names; `module` is empty for the kernel's own."""
    return resolve(module, dotted) if module else import_string(dotted)


def kinds_of(modules: Collection[str]) -> Iterator[tuple[str, NotificationKind]]:
    """Module (empty: the kernel) and kind."""
    yield from (("", kind) for kind in KERNEL_KINDS)
    for name, manifest in manifests().items():
        if name in modules:
            yield from ((name, kind) for kind in manifest.notifications)


def shown(modules: Collection[str]) -> Q:
    """Notifications whose subject their receiver may still see."""
    condition = Q(pk__in=[])
    for module, kind in kinds_of(modules):
        condition |= Q(kind=kind.name) & (resolve_of(module, kind.visible)() if kind.visible else Q())
    return condition


def unread(modules: Collection[str]) -> Q:
    """Of these, those that were not read: read is what was marked so, or what its own kind says was seen."""
    condition = Q(pk__in=[])
    for module, kind in kinds_of(modules):
        visible = resolve_of(module, kind.visible)() if kind.visible else Q()
        seen = resolve_of(module, kind.read)() if kind.read else None
        condition |= Q(kind=kind.name) & visible & (~seen if seen is not None else Q())
    return Q(read_at=None) & condition
