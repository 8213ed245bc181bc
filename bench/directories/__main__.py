# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a directory of 20,000 people costs: `bin/bench directories`. A real OpenLDAP, and the server of the tests under row security."""

import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import django

import tests.environment  # noqa: F401  the settings come from there

django.setup()

from django.db import connection  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from bench.realtime.report import Report  # noqa: E402
from ruche.kernel.access.roles import Role  # noqa: E402
from ruche.kernel.db.context import organisation_scope  # noqa: E402
from ruche.kernel.directories.models import LdapDirectory, LdapRun  # noqa: E402
from ruche.kernel.directories.sign_in import check_directory_password  # noqa: E402
from ruche.kernel.organisations.models import Membership  # noqa: E402
from ruche.kernel.testing.people import make_membership, make_organisation, make_user  # noqa: E402
from ruche.kernel.users.models import User  # noqa: E402
from tests.databases import as_owner, create_test_database, drop_test_database  # noqa: E402
from tests.other_servers.ldap_scene import read, save  # noqa: E402
from tests.other_servers.slapd import Slapd, dn_of, group, person, running_slapd  # noqa: E402
from tests.server import test_server  # noqa: E402

MANY, QUICK = 20_000, 2_000
IN_A_GROUP = 100
SIGN_INS = 50

T = TypeVar("T")


def main() -> None:
    many = QUICK if "--quick" in sys.argv else MANY
    report = Report()
    with test_server(), tempfile.TemporaryDirectory(prefix="ruche-bench-ldap-") as folder, running_slapd(Path(folder)) as slapd:
        create_test_database("bench_directories")
        try:
            _run(report, slapd, many)
        finally:
            drop_test_database("bench_directories")
    print(report.table())
    sys.exit(bool(report.missed))


def _run(report: Report, slapd: Slapd, many: int) -> None:
    took, _none = _timed(lambda: _fill(slapd, many))
    report.begin("directories")
    report.told(f"{many:,} entries and {many // IN_A_GROUP} groups written into slapd", f"{took:.1f} s")
    alice, organisation = make_user("Alice"), make_organisation("Bench", "bench")
    make_membership(alice, organisation, Role.OWNER)
    with organisation_scope(organisation.id, alice.id):
        directory = save(slapd, alice, organisation)
        _first(report, directory, many)
        with as_owner(), connection.cursor() as cursor:
            cursor.execute("analyze")
        _second(report, directory, many)
        _changes(report, slapd, directory, many)
        _sign_ins(report)


def _fill(slapd: Slapd, many: int) -> None:
    for start in range(0, many, 5_000):
        some = range(start, min(many, start + 5_000))
        slapd.load("".join(person(f"p{number:05}", password="secret") for number in some))  # pragma: allowlist secret
    for start in range(0, many, IN_A_GROUP):
        members = [dn_of(f"p{number:05}") for number in range(start, min(many, start + IN_A_GROUP))]
        slapd.load(group(f"Group {start // IN_A_GROUP:03}", members, owner=members[0]))


def _first(report: Report, directory: LdapDirectory, many: int) -> None:
    before = _peak()
    began = time.process_time()
    took, run = _timed(lambda: read(directory))
    _expect(run, joined=many)
    assert Membership.objects.count() == many + 1
    report.told("first run", f"{took:.1f} s, {many / took:.0f} people/s; {time.process_time() - began:.1f} s of our own CPU")
    grown = _peak() - before
    report.judged("memory of the process: more at its peak than before", f"{grown:.0f} MB", is_met=grown < 200, target="< 200 MB")


def _second(report: Report, directory: LdapDirectory, many: int) -> None:
    before, began = _peak(), time.process_time()
    took, run = _timed(lambda: read(directory))
    assert run.counts == {"read": many}, run.counts
    own = f"{took:.1f} s; {time.process_time() - began:.1f} s of our own CPU"
    report.judged("second run without changes", own, is_met=took < 20, target="< 20 s")
    with CaptureQueriesContext(connection) as queries:
        read(directory)
    report.told("its queries, and memory beyond the first run’s", f"{len(queries)}, {_peak() - before:.0f} MB")


def _changes(report: Report, slapd: Slapd, directory: LdapDirectory, many: int) -> None:
    part = many // 100
    renamed = (f"dn: {dn_of(f'p{number:05}')}\nchangetype: modify\nreplace: cn\ncn: Renamed {number}\n\n" for number in range(part))
    slapd.change("".join(renamed))
    slapd.delete(*(dn_of(f"p{number:05}") for number in range(many - part, many)))
    slapd.load("".join(person(f"q{number:05}") for number in range(part)))
    took, run = _timed(lambda: read(directory))
    _expect(run, changed=part, left=part, joined=part)
    report.told("run in which 1 % joined, 1 % changed and 1 % left", f"{took:.1f} s")


def _sign_ins(report: Report) -> None:
    users = list(User.objects.filter(email__startswith="p").order_by("email")[:SIGN_INS])
    times = []
    for user in users:
        took, answer = _timed(lambda user=user: check_directory_password(user, "secret", ""))  # type: ignore[misc]
        assert answer, user.email
        times.append(took * 1000)
    times.sort()
    middle, slow = times[len(times) // 2], times[len(times) * 95 // 100]
    report.told("sign-in by a password of the directory", f"p50 {middle:.0f} ms, p95 {slow:.0f} ms")


def _expect(run: LdapRun, **counts: int) -> None:
    assert run.error == "", run.error
    assert counts.items() <= run.counts.items(), run.counts


def _timed(act: Callable[[], T]) -> tuple[float, T]:
    began = time.monotonic()
    answer = act()
    return time.monotonic() - began, answer


def _peak() -> float:
    """MB that this process has held at most."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
