# SPDX-License-Identifier: AGPL-3.0-or-later
"""The manifests of this process, and the code they name."""

from functools import cache
from importlib import import_module, util
from types import ModuleType
from typing import Any

from django.conf import settings

from ruche.kernel.modules.discovery import Discovery, SetAside
from ruche.kernel.modules.manifest import Manifest


def _discovery() -> Discovery:
    found: Discovery = settings.MODULES
    return found


def manifests() -> dict[str, Manifest]:
    """Every module of this instance by name."""
    return _discovery().manifests


def set_aside() -> tuple[SetAside, ...]:
    """Third-party modules that were refused at the start."""
    return _discovery().set_aside


@cache
def room(module: str, name: str) -> ModuleType | None:
    """The room (`api`, `streams`…) of a module, or None when it has none."""
    path = f"{manifests()[module].package}.{name}"
    return import_module(path) if util.find_spec(path) else None


@cache
def resolve(module: str, dotted: str) -> Any:
    """What a dotted string of a manifest names. Raises ImportError or AttributeError."""
    path, _, attribute = f"{manifests()[module].package}.{dotted}".rpartition(".")
    return getattr(import_module(path), attribute)


def module_of(package_or_name: str) -> str | None:
    """The module that a Python path belongs to, or None for the kernel."""
    for manifest in manifests().values():
        if package_or_name == manifest.package or package_or_name.startswith(manifest.package + "."):
            return manifest.name
    return None
