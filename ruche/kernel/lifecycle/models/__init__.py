# SPDX-License-Identifier: AGPL-3.0-or-later
from ruche.kernel.lifecycle.models.batches import InvitationBatch
from ruche.kernel.lifecycle.models.checklists import Checklist, ChecklistKind, ChecklistRun, ChecklistStep, ChecklistTick, Who
from ruche.kernel.lifecycle.models.departures import Departure, DepartureHeir
from ruche.kernel.lifecycle.models.minors import GuardianConsent, Minor

__all__ = [
    "Checklist",
    "ChecklistKind",
    "ChecklistRun",
    "ChecklistStep",
    "ChecklistTick",
    "Departure",
    "DepartureHeir",
    "GuardianConsent",
    "InvitationBatch",
    "Minor",
    "Who",
]
