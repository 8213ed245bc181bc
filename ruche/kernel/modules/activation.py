# SPDX-License-Identifier: AGPL-3.0-or-later
"""The one gate: is a module on for an organisation? Pages, API, streams, jobs, signals and search all ask here."""

from datetime import datetime
from uuid import UUID

from ruche.kernel.db.context import current_user_id, organisation_scope
from ruche.kernel.modules.models import ModuleActivation
from ruche.kernel.modules.registry import manifests


def active_modules(organisation_id: UUID) -> frozenset[str]:
    """Names of the modules that are on (one query). A module that is no longer installed does not count."""
    return frozenset(active_since(organisation_id))


def active_since(organisation_id: UUID) -> dict[str, datetime]:
    """The same, with when each was switched on (one query)."""
    with organisation_scope(organisation_id, current_user_id.get()):
        found = ModuleActivation.objects.values_list("module", "activated_at")
        return {name: instant for name, instant in found if name in manifests()}


def is_active(organisation_id: UUID, module: str) -> bool:
    """Whether one module is on (one query)."""
    return module in active_modules(organisation_id)
