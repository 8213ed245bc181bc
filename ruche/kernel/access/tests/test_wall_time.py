# SPDX-License-Identifier: AGPL-3.0-or-later
"""A role that begins or ends in the night when the hour changes."""

from datetime import UTC, datetime, timedelta

import pytest

from ruche.kernel.access.role_refs import RoleRef
from ruche.kernel.access.services import create_role, give_role
from ruche.kernel.access.wall_time import WallTime, instant_of
from ruche.kernel.db.context import organisation_scope
from ruche.kernel.errors import InvalidInput
from ruche.kernel.testing.people import find_actor

PARIS, NEW_YORK = "Europe/Paris", "America/New_York"


@pytest.mark.parametrize(
    ("text", "zone", "is_end", "utc"),
    [
        # 25 October 2026: from 3:00 back to 2:00, so 2:30 comes twice.
        ("2026-10-25T02:30", PARIS, False, "2026-10-25T00:30"),
        ("2026-10-25T02:30", PARIS, True, "2026-10-25T01:30"),
        ("2026-10-25T01:59", PARIS, True, "2026-10-24T23:59"),
        ("2026-10-25T03:00", PARIS, True, "2026-10-25T02:00"),
        # 28 March 2027: from 2:00 on to 3:00, so 2:30 does not exist.
        ("2027-03-28T02:30", PARIS, False, "2027-03-28T01:00"),
        ("2027-03-28T02:30", PARIS, True, "2027-03-28T01:00"),
        ("2027-03-28T02:00", PARIS, True, "2027-03-28T01:00"),
        ("2027-03-28T03:00", PARIS, True, "2027-03-28T01:00"),
        ("2027-03-28T01:59", PARIS, True, "2027-03-28T00:59"),
        # 1 November 2026 and 14 March 2027.
        ("2026-11-01T01:30", NEW_YORK, False, "2026-11-01T05:30"),
        ("2026-11-01T01:30", NEW_YORK, True, "2026-11-01T06:30"),
        ("2027-03-14T02:30", NEW_YORK, False, "2027-03-14T07:00"),
        ("2027-03-14T02:30", NEW_YORK, True, "2027-03-14T07:00"),
        # Half an hour (Lord Howe), and a day that a whole country left out (Samoa, 30 December 2011).
        ("2026-10-04T02:15", "Australia/Lord_Howe", True, "2026-10-03T15:30"),
        ("2011-12-30T12:00", "Pacific/Apia", True, "2011-12-30T10:00"),
    ],
)
def test_what_the_clock_shows_means_one_instant(text, zone, is_end, utc):
    assert instant_of(text, zone, is_end=is_end) == datetime.fromisoformat(utc).replace(tzinfo=UTC)


@pytest.mark.parametrize("year", range(2026, 2037))
@pytest.mark.parametrize("zone", [PARIS, NEW_YORK])
def test_no_end_is_before_its_beginning_on_any_hour_of_a_year_s_changes(zone, year):
    for month in (3, 10, 11):
        shown, last = datetime(year, month, 1), None
        while shown.month == month:
            text = shown.strftime("%Y-%m-%dT%H:%M")
            start, end = instant_of(text, zone, is_end=False), instant_of(text, zone, is_end=True)
            assert start <= end <= start + timedelta(hours=1)
            assert last is None or last <= end
            shown, last = shown + timedelta(minutes=30), end


@pytest.mark.parametrize(
    "text", ["", "2026-13-01T00:00", "2026-02-30T00:00", "tomorrow", "0001-01-01T00:00", "9999-12-31T23:59", "2026-01-01"]
)
def test_what_is_no_time_is_refused(text):
    with pytest.raises(InvalidInput):
        instant_of(text, PARIS, is_end=True)


@pytest.mark.parametrize("zone", ["", "Europe/Atlantis", "../etc/passwd", "\0", "x" * 300])
def test_what_is_no_zone_is_refused(zone):
    with pytest.raises(InvalidInput):
        instant_of("2026-10-25T02:30", zone, is_end=True)


def test_what_was_written_is_kept_beside_the_instant(atelier_a, alice, bob):
    owner = find_actor(alice, atelier_a)
    with organisation_scope(atelier_a.id):
        role = create_role(owner, name="Night")
        person = find_actor(bob, atelier_a).membership.pk
        ends = WallTime("2027-10-31T02:30", PARIS)
        held = give_role(owner, membership_id=person, role=RoleRef(role.pk), starts=WallTime("2027-03-28T02:30", PARIS), ends=ends)
        held.refresh_from_db()
    assert (held.starts_wall, held.ends_wall, held.zone) == ("2027-03-28T02:30", "2027-10-31T02:30", PARIS)
    assert held.starts_at == datetime(2027, 3, 28, 1, tzinfo=UTC)
    assert held.ends_at == datetime(2027, 10, 31, 1, 30, tzinfo=UTC)
    assert find_actor(bob, atelier_a).rights.until == held.starts_at.timestamp()
