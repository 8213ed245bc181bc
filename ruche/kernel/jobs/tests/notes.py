# SPDX-License-Identifier: AGPL-3.0-or-later
"""Jobs for the tests: they write down when they ran and for whom."""

import threading
from uuid import UUID

from ruche.kernel.db.context import current_organisation_id
from ruche.kernel.jobs import job

taken_notes: list[tuple[str, UUID | None]] = []
planned_failures: list[Exception] = []  # raised by "tests.fail", one per run
release = threading.Event()


@job("tests.note")
def note(organisation_id: UUID | None, text: str = "", person_id: UUID | None = None, number: int = 0) -> None:
    taken_notes.append((f"{text}{number or ''}", current_organisation_id.get()))
    assert person_id is None or isinstance(person_id, UUID)


@job("tests.fail")
def fail(organisation_id: UUID | None) -> None:
    taken_notes.append(("fail", organisation_id))
    if planned_failures:
        raise planned_failures.pop(0)


@job("tests.hold", queue="bulk")
def hold(organisation_id: UUID | None) -> None:
    taken_notes.append(("hold", organisation_id))
    release.wait(10)


@job("chat.tests_note")
def note_of_a_module(organisation_id: UUID) -> None:
    taken_notes.append(("chat", current_organisation_id.get()))
    if planned_failures:
        raise planned_failures.pop(0)
