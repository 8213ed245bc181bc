# SPDX-License-Identifier: AGPL-3.0-or-later
"""A server that outlived its supervisor (kill -9 where the kernel cannot tell children): ended before the next one."""

import signal
from pathlib import Path

from ruche.config.environment.embedded import PORT
from ruche.config.errors import StartRefused
from ruche.config.postgres.places import Places
from ruche.config.processes import all_processes, end_process, is_alive, wait_until, working_folder


def end_stray_server(places: Places) -> None:
    """End the process of the cluster's pid file, if it is alive and verifiably the server of this very folder."""
    pid = _recorded_pid(places.cluster)
    if pid is None or not _serves(pid, places.cluster):
        return
    # A supervisor that has just died told it to end: give it that time before asking again.
    if wait_until(lambda: not is_alive(pid), 3.0):
        return
    if not end_process(pid, [(signal.SIGINT, 20.0), (signal.SIGQUIT, 5.0)]):
        raise StartRefused(
            f"A database server of an earlier start (process {pid}) still uses {places.cluster} and does not end: end it first."
        )


def forget_dead_server(places: Places) -> None:
    """Remove the lock files of a server that is dead, although something has its number: after a power cut another process, in
    a container without init its own remains. PostgreSQL takes either for a living server and would not start.

    Its helper processes end by themselves once they notice; while one lives, its memory is shared and nobody may start.
    """
    pid = _recorded_pid(places.cluster)
    if pid is None or _serves(pid, places.cluster):
        return
    if not wait_until(lambda: not any(_serves(one, places.cluster) for one in all_processes()), 20.0):
        raise StartRefused(f"Processes of a database server that was killed still use {places.cluster}: end them first.")
    for record in (places.socket / f".s.PGSQL.{PORT}.lock", places.cluster / "postmaster.pid"):
        record.unlink(missing_ok=True)


def _recorded_pid(cluster: Path) -> int | None:
    try:
        return int((cluster / "postmaster.pid").read_text().splitlines()[0])
    except (OSError, ValueError, IndexError):
        return None


def _serves(pid: int, cluster: Path) -> bool:
    """The server's working folder is its cluster: true of no other process that got the same number."""
    folder = working_folder(pid)
    try:
        return folder is not None and folder.samefile(cluster) and is_alive(pid)
    except OSError:
        return False
