# SPDX-License-Identifier: AGPL-3.0-or-later
from ruche.kernel.lifecycle.selectors.batches import get_batch, list_batches
from ruche.kernel.lifecycle.selectors.checklists import RUN, get_checklist, list_checklists, list_steps, may_run_for, visible_checklists
from ruche.kernel.lifecycle.selectors.departures import LEAVE, Leaving, find_departure, get_leaving, list_departures, needs_departure
from ruche.kernel.lifecycle.selectors.owned import Leaver, find_people, get_leaver, list_leavers, list_owned_by, list_possible_heirs
from ruche.kernel.lifecycle.selectors.runs import PersonRuns, Progress, find_progress, get_person_runs, get_run, list_open_runs, may_tick
from ruche.kernel.lifecycle.selectors.telling import (
    departures_visible,
    describe_departures,
    describe_due_steps,
    due_steps_done,
    due_steps_visible,
)

__all__ = [
    "LEAVE",
    "RUN",
    "Leaver",
    "Leaving",
    "PersonRuns",
    "Progress",
    "departures_visible",
    "describe_departures",
    "describe_due_steps",
    "due_steps_done",
    "due_steps_visible",
    "find_departure",
    "find_people",
    "find_progress",
    "get_batch",
    "get_checklist",
    "get_leaver",
    "get_leaving",
    "get_person_runs",
    "get_run",
    "list_batches",
    "list_checklists",
    "list_departures",
    "list_leavers",
    "list_open_runs",
    "list_owned_by",
    "list_possible_heirs",
    "list_steps",
    "may_run_for",
    "may_tick",
    "needs_departure",
    "visible_checklists",
]
