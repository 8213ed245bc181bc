# SPDX-License-Identifier: AGPL-3.0-or-later
"""Arguments of jobs and signals: ids that travel as JSON and arrive as what the function asks for."""

from collections.abc import Callable, Mapping
from functools import cache
from inspect import signature
from typing import Any, get_type_hints
from uuid import UUID

Value = UUID | str | int | None


def to_json(arguments: Mapping[str, Value]) -> dict[str, str | int | None]:
    return {name: str(value) if isinstance(value, UUID) else value for name, value in arguments.items()}


def from_json(function: Callable[..., Any], arguments: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments as the function's annotations name them: UUID and int are made from text, the rest stays."""
    wanted = _wanted(function)
    return {name: wanted[name](str(value)) if name in wanted and value is not None else value for name, value in arguments.items()}


@cache
def _wanted(function: Callable[..., Any]) -> dict[str, type]:
    hints = get_type_hints(function)
    converters = {UUID: UUID, int: int, UUID | None: UUID, int | None: int}
    return {name: converters[hints[name]] for name in signature(function).parameters if hints.get(name) in converters}
