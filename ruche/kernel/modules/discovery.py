# SPDX-License-Identifier: AGPL-3.0-or-later
"""Finds modules before Django is set up: our folders under ruche/modules and third parties' entry points.

A first-party mistake stops the start. Whatever a third-party module does wrong sets that module aside, with the reason
shown to the administrator, and the site starts (docs/contributing/third-party.md).
"""

import importlib
import pkgutil
from dataclasses import dataclass, replace
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path

import ruche
from ruche.kernel.modules.manifest import Manifest

ENTRY_POINT_GROUP = "ruche.modules"
MODULE_API = 1


@dataclass(frozen=True)
class SetAside:
    """A third-party module that was refused, and why (a sentence for the administrator)."""

    name: str
    reason: str


@dataclass(frozen=True)
class Discovery:
    """What was found: `manifests` by name in a fixed order, and the modules `set_aside`."""

    manifests: dict[str, Manifest]
    set_aside: tuple[SetAside, ...]

    @property
    def packages(self) -> list[str]:
        return [manifest.package for manifest in self.manifests.values()]


def discover() -> Discovery:
    """Import every manifest. Raises whatever a first-party manifest raises."""
    manifests = {}
    for found in sorted(pkgutil.iter_modules([f"{ruche.__path__[0]}/modules"]), key=lambda module: module.name):
        manifest = _load(f"ruche.modules.{found.name}")
        manifests[manifest.name] = manifest
    set_aside = []
    for entry in sorted(entry_points(group=ENTRY_POINT_GROUP), key=lambda point: point.name):
        try:
            manifests[entry.name] = _load_third_party(entry, manifests)
        except (Exception, SystemExit) as error:  # noqa: BLE001  a foreign module may raise anything
            set_aside.append(SetAside(entry.name, f"{type(error).__name__}: {error}"))
    return Discovery(manifests, tuple(set_aside))


def _load(package: str) -> Manifest:
    manifest: Manifest = importlib.import_module(f"{package}.manifest").manifest
    return replace(manifest, package=package)


def _load_third_party(entry: EntryPoint, known: dict[str, Manifest]) -> Manifest:
    manifest = _load(entry.value)
    if not isinstance(manifest, Manifest):
        raise TypeError("its manifest is not a Manifest")
    if manifest.module_api != MODULE_API:
        raise ValueError(f"it is written for module API {manifest.module_api}, this is {MODULE_API}")
    if manifest.name != entry.name or manifest.name in known:
        raise ValueError(f"the name {manifest.name!r} is taken or differs from its entry point")
    if missing := [name for name in manifest.requires if name not in known]:
        raise ValueError(f"it requires {', '.join(missing)}, which is not here")
    importlib.import_module(f"{entry.value}.apps")
    _compile(manifest.package)
    return manifest


def _compile(package: str) -> None:
    """Rooms that need Django cannot be imported yet; that they can be read is known now. Raises SyntaxError."""
    folder = Path(next(iter(importlib.import_module(package).__path__)))
    for file in sorted(folder.rglob("*.py")):
        compile(file.read_bytes(), str(file), "exec")
