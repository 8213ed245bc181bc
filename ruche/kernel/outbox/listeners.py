# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who listens to a signal: what the manifests declare, for modules that are on."""

from collections.abc import Callable, Collection
from functools import cache
from typing import Any

from ruche.kernel.modules.registry import manifests, resolve

Listener = Callable[..., Any]


@cache
def _listeners(signal: str) -> tuple[tuple[str, Listener], ...]:
    return tuple((name, resolve(name, one.listens[signal])) for name, one in manifests().items() if signal in one.listens)


def listeners(signal: str, active_modules: Collection[str]) -> list[Listener]:
    """The listeners to call, in the modules' order."""
    return [listener for module, listener in _listeners(signal) if module in active_modules]
