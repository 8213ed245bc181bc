# SPDX-License-Identifier: AGPL-3.0-or-later
from ruche.kernel.lifecycle.services.batches import purge_batches, read_batch, send_batch, send_next_people
from ruche.kernel.lifecycle.services.carrying_out import carry_out_departure, finish_leaving, follow_leaver
from ruche.kernel.lifecycle.services.checklists import Step, create_checklist, delete_checklist, update_checklist
from ruche.kernel.lifecycle.services.departures import AlreadyLeaving, cancel_leaving, change_departure, start_leaving
from ruche.kernel.lifecycle.services.handing_over import HeirUnfit, reassign, reassign_each
from ruche.kernel.lifecycle.services.reminding import remind_due
from ruche.kernel.lifecycle.services.starting import run_checklist, welcome_members
from ruche.kernel.lifecycle.services.ticking import cancel_run, tick_step, untick_step

__all__ = [
    "AlreadyLeaving",
    "HeirUnfit",
    "Step",
    "cancel_leaving",
    "cancel_run",
    "carry_out_departure",
    "change_departure",
    "create_checklist",
    "delete_checklist",
    "finish_leaving",
    "follow_leaver",
    "purge_batches",
    "read_batch",
    "reassign",
    "reassign_each",
    "remind_due",
    "run_checklist",
    "send_batch",
    "send_next_people",
    "start_leaving",
    "tick_step",
    "untick_step",
    "update_checklist",
    "welcome_members",
]
