# SPDX-License-Identifier: AGPL-3.0-or-later
from collections.abc import Iterator

import pytest

from ruche.kernel.jobs.tests import notes


@pytest.fixture(autouse=True)
def _blank_notes() -> Iterator[None]:
    notes.taken_notes.clear()
    notes.planned_failures.clear()
    notes.release.clear()
    yield
    notes.release.set()
