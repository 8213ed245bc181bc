# SPDX-License-Identifier: AGPL-3.0-or-later
"""The kinds that manifests declare, for modules that are on; and by them, what is unread."""

from collections.abc import Collection, Iterator

from django.db.models import Q

from ruche.kernel.modules.manifest import NotificationKind
from ruche.kernel.modules.registry import manifests, resolve


def kinds_of(modules: Collection[str]) -> Iterator[tuple[str, NotificationKind]]:
    """Module and kind."""
    for name, manifest in manifests().items():
        if name in modules:
            yield from ((name, kind) for kind in manifest.notifications)


def shown(modules: Collection[str]) -> Q:
    """Notifications whose subject their receiver may still see."""
    condition = Q(pk__in=[])
    for module, kind in kinds_of(modules):
        condition |= Q(kind=kind.name) & (resolve(module, kind.visible)() if kind.visible else Q())
    return condition


def unread(modules: Collection[str]) -> Q:
    """Of these, those that were not read: read is what was marked so, or what its own kind says was seen."""
    condition = Q(pk__in=[])
    for module, kind in kinds_of(modules):
        visible = resolve(module, kind.visible)() if kind.visible else Q()
        seen = resolve(module, kind.read)() if kind.read else None
        condition |= Q(kind=kind.name) & visible & (~seen if seen is not None else Q())
    return Q(read_at=None) & condition
