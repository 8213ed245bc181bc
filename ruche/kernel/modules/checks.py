# SPDX-License-Identifier: AGPL-3.0-or-later
"""System checks of the manifests: a mistake stops the start instead of waiting for a click."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from django.core.checks import CheckMessage, Error, register
from django.urls import NoReverseMatch, reverse

from ruche.kernel.access.permissions import ORGANISATION_PERMISSIONS
from ruche.kernel.modules.manifest import Manifest
from ruche.kernel.modules.registry import manifests, resolve


@register
def check_manifests(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[CheckMessage]:
    """E001 requirement, E002 cycle, E003 permission name, E004 unknown permission, E005 dotted string, E006 URL name."""
    return [fault for manifest in manifests().values() for fault in _faults(manifest)] + list(_duplicates())


def _faults(manifest: Manifest) -> Iterator[CheckMessage]:
    yield from _requirement_faults(manifest)
    declared = {permission.name for permission in (*ORGANISATION_PERMISSIONS, *manifest.permissions)}
    for permission in manifest.permissions:
        if not permission.name.startswith(f"{manifest.name}."):
            yield _error(manifest, "E003", f"permission {permission.name!r} does not begin with the module's name")
    used = [item.permission for item in manifest.navigation] + [widget.permission for widget in manifest.widgets]
    used.append(manifest.person_permission)
    used += [name for rule in manifest.audiences for name in rule.permissions.values()]
    for name in used:
        if name and name not in declared:
            yield _error(manifest, "E004", f"permission {name!r} is not declared")
    for dotted in _dotted_strings(manifest):
        try:
            resolve(manifest.name, dotted)
        except (ImportError, AttributeError) as error:
            yield _error(manifest, "E005", f"{dotted!r} leads nowhere: {error}")
    addresses: list[tuple[str, list[object]]] = [(item.url_name, ["slug"]) for item in manifest.navigation]
    if manifest.person_page:
        addresses.append((manifest.person_page, ["slug", UUID(int=0)]))
    for url_name, arguments in addresses:
        try:
            reverse(url_name, args=arguments)
        except NoReverseMatch:
            yield _error(manifest, "E006", f"no page is called {url_name!r}")


def _requirement_faults(manifest: Manifest) -> Iterator[CheckMessage]:
    for required in manifest.requires:
        if required not in manifests():
            yield _error(manifest, "E001", f"it requires {required!r}, which does not exist")
    seen, waiting = set(), list(manifest.requires)
    while waiting:
        name = waiting.pop()
        if name == manifest.name:
            yield _error(manifest, "E002", "it requires itself through others")
            return
        if name not in seen and name in manifests():
            seen.add(name)
            waiting += manifests()[name].requires


def _dotted_strings(manifest: Manifest) -> Iterator[str]:
    yield from (widget.render for widget in manifest.widgets)
    yield from (one for item in manifest.navigation for one in (item.badge, item.live) if one)
    yield from (schedule.job for schedule in manifest.schedules)
    yield from manifest.listens.values()
    for search in manifest.searches:
        yield from (one for one in (search.find, search.containers, search.describe, search.fill) if one)
    for kind in manifest.notifications:
        yield from (one for one in (kind.describe, kind.visible, kind.read) if one)
    named = (manifest.palette, manifest.person_acts, manifest.refusal, manifest.audit_words, manifest.on_activate, manifest.demo)
    yield from (one for one in (*named, manifest.group_changes, manifest.owns, manifest.reassign, manifest.erase, manifest.unread) if one)


def _duplicates() -> Iterator[CheckMessage]:
    names = Counter(permission.name for manifest in manifests().values() for permission in manifest.permissions)
    for name, times in names.items():
        if times > 1:
            yield Error(f"The permission {name!r} is declared twice.", id="modules.E007")


def _error(manifest: Manifest, number: str, what: str) -> Error:
    return Error(f"The manifest of {manifest.name!r}: {what}.", hint=f"See {manifest.package}/manifest.py.", id=f"modules.{number}")
