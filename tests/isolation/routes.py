# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every route of the product, read from the URL registry: nobody can forget to list one."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver

from ruche.kernel.organisations.middleware import SLUG


@dataclass(frozen=True)
class Route:
    """`name` with its namespaces, and the parameters besides the organisation's slug."""

    name: str
    parameters: tuple[str, ...]
    is_in_organisation: bool


def routes() -> list[Route]:
    """All named routes; one without a name is a mistake that the caller reports."""
    return sorted(_walk(get_resolver().url_patterns, (), frozenset()), key=lambda route: route.name)


def _walk(patterns: list[URLPattern | URLResolver], namespaces: tuple[str, ...], parameters: frozenset[str]) -> Iterator[Route]:
    for pattern in patterns:
        found = parameters | set(pattern.pattern.converters)
        if isinstance(pattern, URLResolver):
            inner = (*namespaces, pattern.namespace) if pattern.namespace else namespaces
            yield from _walk(pattern.url_patterns, inner, found)
        else:
            name = ":".join((*namespaces, pattern.name or f"unnamed {pattern.pattern}"))
            yield Route(name, tuple(sorted(found - {SLUG})), SLUG in found)


def organisation_routes() -> list[Route]:
    return [route for route in routes() if route.is_in_organisation]
