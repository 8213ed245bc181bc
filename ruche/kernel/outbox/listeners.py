# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who listens to a signal: the kernel's own parts, then what the manifests declare, for modules that are on."""

from collections.abc import Callable, Collection, Mapping
from functools import cache
from typing import Any

from django.utils.module_loading import import_string

from ruche.kernel.modules.registry import manifests, resolve

Listener = Callable[..., Any]

KERNEL_LISTENERS: Mapping[str, tuple[str, ...]] = {
    "organisations.member_joined": ("ruche.kernel.lifecycle.services.welcome_members",),
    "organisations.member_left": ("ruche.kernel.lifecycle.services.follow_leaver",),
}


@cache
def _listeners(signal: str) -> tuple[tuple[str, Listener], ...]:
    kernel = [("", import_string(dotted)) for dotted in KERNEL_LISTENERS.get(signal, ())]
    return (*kernel, *((name, resolve(name, one.listens[signal])) for name, one in manifests().items() if signal in one.listens))


def listeners(signal: str, active_modules: Collection[str]) -> list[Listener]:
    """The listeners to call, in the modules' order."""
    return [listener for module, listener in _listeners(signal) if not module or module in active_modules]
