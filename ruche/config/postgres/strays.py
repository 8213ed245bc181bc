# SPDX-License-Identifier: AGPL-3.0-or-later
"""A server that outlived its supervisor (kill -9 where the kernel cannot tell children): ended before the next one."""

import signal
from pathlib import Path

from ruche.config.errors import StartRefused
from ruche.config.postgres.places import Places
from ruche.config.processes import end_process, is_alive, wait_until, working_folder


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
