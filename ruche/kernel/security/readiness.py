# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whether this instance may be sent people: asked by the supervisor, by balancers and by `bin/run`."""

from dataclasses import dataclass, field
from threading import Event
from typing import Any, Literal

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from ruche.kernel.security.facts import find_fact

State = Literal["ok", "failing", "late", "unfinished"]

# While this fact is kept, demo data are being made: {"state": "making"}; afterwards {"state": "complete"}.
DEMO = "demo"
WORKER_LATE_AFTER = 60  # seconds without a sign of life
_FATAL = ("database", "migrations", "demo")
_migrated = Event()
_HEARTBEAT = "select extract(epoch from now() - max(last_heartbeat))::int from procrastinate_workers"


@dataclass(frozen=True)
class Readiness:
    """State of each part; ready unless the database, the migrations or the demo data are not."""

    parts: dict[str, State] = field(default_factory=dict)

    @property
    def is_ready(self) -> bool:
        return all(self.parts.get(name) == "ok" for name in _FATAL)

    def as_json(self) -> dict[str, Any]:
        return {"status": "ready" if self.is_ready else "not_ready", "checks": self.parts}


def check_readiness() -> Readiness:
    """Ask every part. Never raises: a database that does not answer is a state."""
    try:
        migrations: State = "ok" if _is_migrated() else "unfinished"
        demo: State = "ok" if migrations != "ok" or _is_demo_complete() else "unfinished"
        return Readiness({"database": "ok", "migrations": migrations, "demo": demo, "worker": _worker(migrations)})
    except DatabaseError:
        connection.close()
        return Readiness({"database": "failing"})


def _is_migrated() -> bool:
    """Asked in full until the first yes: nobody unapplies migrations under a running process."""
    with connection.cursor() as cursor:
        cursor.execute("select 1")
    if not _migrated.is_set():
        executor = MigrationExecutor(connection)
        if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
            _migrated.set()
    return _migrated.is_set()


def _is_demo_complete() -> bool:
    fact = find_fact(DEMO)
    return fact is None or fact.get("state") != "making"


def _worker(migrations: State) -> State:
    if migrations != "ok":
        return "late"
    with connection.cursor() as cursor:
        cursor.execute(_HEARTBEAT)
        (seconds,) = cursor.fetchone()
    return "ok" if seconds is not None and seconds < WORKER_LATE_AFTER else "late"
