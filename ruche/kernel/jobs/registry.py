# SPDX-License-Identifier: AGPL-3.0-or-later
"""The jobs of this process: declared by @job in the `jobs.py` of a kernel part or a module, found at the start."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module, util
from typing import Any, Literal, TypeVar
from uuid import UUID

from procrastinate import JobContext
from procrastinate.contrib.django import app

from ruche.kernel.jobs.arguments import Value, to_json
from ruche.kernel.jobs.retries import Backoff

Queue = Literal["quick", "bulk"]
QUEUES: tuple[Queue, ...] = ("quick", "bulk")
Function = TypeVar("Function", bound=Callable[..., None])


@dataclass(frozen=True)
class Job:
    """`every` (seconds): runs by itself, for the whole instance."""

    name: str
    function: Callable[..., None]
    queue: Queue
    every: int | None


_JOBS: dict[str, Job] = {}


def job(name: str, *, queue: Queue = "quick", every: int | None = None) -> Callable[[Function], Function]:
    """Declare a job, called as function(organisation_id, **ids) inside that organisation's scope.

    Jobs may run twice: write them so that the second run changes nothing. `quick` is for what somebody waits for,
    `bulk` for the rest. What a job raises decides what happens next: see retries.py.
    """

    def declare(function: Function) -> Function:
        if name in _JOBS:
            raise ValueError(f"two jobs are called {name!r}")
        _JOBS[name] = declared = Job(name, function, queue, every)

        def run(context: JobContext, /, organisation_id: str | None, **arguments: Any) -> None:
            from ruche.kernel.jobs.execution import execute

            execute(declared, context.job, organisation_id, arguments)

        app.task(name=name, queue=queue, pass_context=True, retry=Backoff(), priority=1 if queue == "quick" else 0)(run)
        return function

    return declare


def enqueue(name: str, organisation_id: UUID | None, /, *, run_at: datetime | None = None, **ids: Value) -> int:
    """Have a job run by the worker, once the current transaction commits; returns its number.

    `organisation_id` None: for the whole instance. Arguments are ids, not data: the job reads what is true when it runs.
    """
    if name not in _JOBS:
        raise LookupError(f"no job is called {name!r}")
    deferrer = app.configure_task(name, schedule_at=run_at, queue=_JOBS[name].queue, priority=1 if _JOBS[name].queue == "quick" else 0)
    return deferrer.defer(organisation_id=str(organisation_id) if organisation_id else None, **to_json(ids))


def jobs() -> dict[str, Job]:
    """Every job by its name."""
    return _JOBS


def name_of(function: Callable[..., None]) -> str:
    """The name under which a function was declared."""
    return next(one.name for one in _JOBS.values() if one.function is function)


def discover(packages: list[str]) -> None:
    """Import the `jobs` room of each package that has one."""
    for package in packages:
        if util.find_spec(f"{package}.jobs"):
            import_module(f"{package}.jobs")
