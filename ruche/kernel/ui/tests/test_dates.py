# SPDX-License-Identifier: AGPL-3.0-or-later
from datetime import date

import pytest
from django.utils.translation import override

from ruche.kernel.ui.dates import write_day


@pytest.mark.parametrize(
    ("language", "value", "written"),
    [
        ("fr", date(2026, 12, 1), "mardi 1er décembre 2026"),
        ("fr", date(2026, 12, 11), "vendredi 11 décembre 2026"),
        ("en", date(2026, 12, 1), "Tuesday 1 December 2026"),
    ],
)
def test_day_is_written_as_people_write_it(language, value, written):
    with override(language):
        assert write_day(value) == written
