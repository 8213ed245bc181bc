# SPDX-License-Identifier: AGPL-3.0-or-later
from ruche.kernel.modules.registry import manifests


def with_requirements(module: str) -> list[str]:
    """The module and all it requires, requirements first."""
    ordered: list[str] = []

    def visit(name: str) -> None:
        for required in manifests()[name].requires:
            visit(required)
        if name not in ordered:
            ordered.append(name)

    visit(module)
    return ordered


def dependants(module: str) -> set[str]:
    """The modules that require this one, directly or through others."""
    return {name for name in manifests() if name != module and module in with_requirements(name)}
