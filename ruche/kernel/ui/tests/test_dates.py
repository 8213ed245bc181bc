# SPDX-License-Identifier: AGPL-3.0-or-later
from datetime import UTC, date, datetime

import pytest
from django.utils.translation import override

from ruche.kernel.db.context import organisation_scope
from ruche.kernel.organisations.date_formats import chosen_week, dates_of, week_days, write_dates_as
from ruche.kernel.ui.dates import write_date, write_day, write_instant, write_month_day, write_weekday


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


@pytest.mark.parametrize(("chosen", "written"), [("numeric", "01/12/2026"), ("iso", "2026-12-01"), ("long", "Tuesday 1 December 2026")])
def test_an_organisation_chooses_how_its_dates_are_written(atelier_a, bureau_b, chosen, written):
    atelier_a.date_format = chosen
    with override("en"), organisation_scope(atelier_a.pk):
        write_dates_as(atelier_a)
        assert write_day(date(2026, 12, 1)) == written
        with organisation_scope(bureau_b.pk):  # which was never entered
            assert write_day(date(2026, 12, 1)) == "Tuesday 1 December 2026"


def test_a_week_begins_where_the_organisation_says(atelier_a):
    assert week_days(atelier_a) == [1, 2, 3, 4, 5, 6, 7]
    atelier_a.week_start = 7
    assert week_days(atelier_a) == [7, 1, 2, 3, 4, 5, 6]
    with organisation_scope(atelier_a.pk):
        write_dates_as(atelier_a)
        assert chosen_week() == [6, 0, 1, 2, 3, 4, 5]
        with organisation_scope(None):
            assert chosen_week() == [0, 1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize(
    ("chosen", "written"),
    [
        ("long", ["1 December 2026", "Tuesday 1 December", "1 December", "Tuesday 1 December 2026, 18:04"]),
        ("numeric", ["01/12/2026", "01/12/2026", "01/12", "01/12/2026, 18:04"]),
        ("iso", ["2026-12-01", "2026-12-01", "12-01", "2026-12-01, 18:04"]),
    ],
)
def test_every_form_of_a_day_follows_it_also_in_letters(atelier_a, chosen, written):
    atelier_a.date_format = chosen
    at = datetime(2026, 12, 1, 18, 4, tzinfo=UTC)
    with override("en"), dates_of(atelier_a):
        assert [write(at) for write in (write_date, write_weekday, write_month_day, write_instant)] == written
    with override("en"):
        assert write_date(at) == "1 December 2026"


def test_french_writes_the_first_of_a_month_everywhere():
    with override("fr"):
        assert [write(date(2026, 8, 1)) for write in (write_date, write_weekday, write_month_day)] == [
            "1er août 2026",
            "samedi 1er août",
            "1er août",
        ]
