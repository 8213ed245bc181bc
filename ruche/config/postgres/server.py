# SPDX-License-Identifier: AGPL-3.0-or-later
"""One running server: start, readiness, orderly end."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from ruche.config.environment.embedded import PORT
from ruche.config.errors import StartRefused
from ruche.config.postgres.binaries import program
from ruche.config.postgres.cluster import prepare_cluster
from ruche.config.postgres.places import Door, Places, prepare_places
from ruche.config.postgres.roles import prepare_roles
from ruche.config.postgres.strays import end_stray_server, forget_dead_server
from ruche.config.processes import start_child, wait_until

_START_SECONDS = 60.0  # recovery after a crash replays at most 512 MB of log
_LOG_LIMIT = 10 * 1024 * 1024


class Server:
    """The server of one data folder. `process` is the child, to be watched by whoever started it."""

    def __init__(self, data_dir: Path) -> None:
        self.places: Places = prepare_places(data_dir)
        end_stray_server(self.places)
        forget_dead_server(self.places)
        prepare_cluster(self.places)
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> subprocess.Popen[bytes]:
        """Start the process; `is_ready` tells when it answers. SIGINT, its fast end, comes when the parent dies."""
        self._limit_log()
        with Door(self.places.folder, self.places.identity) as door, self.places.log.open("ab") as log:
            self.process = start_child(
                [str(program("postgres", self.places.identity)), "-D", f"{door.path}/cluster"],
                death_signal=signal.SIGINT,
                cwd="/",
                env={"PATH": os.defpath, "TZ": "UTC", "LC_ALL": "C"},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                pass_fds=door.inherited,
                **self.places.identity.popen_arguments(),
            )
        return self.process

    def is_ready(self) -> bool:
        """The last line of its pid file says so, and the socket is there."""
        try:
            lines = (self.places.cluster / "postmaster.pid").read_text().splitlines()
        except OSError:
            return False
        ours = self.process is not None and lines[:1] == [str(self.process.pid)]
        return ours and len(lines) > 7 and lines[7].strip() == "ready" and (self.places.socket / f".s.PGSQL.{PORT}").exists()

    def wait(self, pause: Callable[[float], object] = time.sleep) -> None:
        """Until the server answers, and its roles exist; `pause` waits so many seconds, or raises to give up."""
        process = self.process or self.start()
        if not wait_until(lambda: self.is_ready() or process.poll() is not None, _START_SECONDS, pause) or process.poll() is not None:
            raise StartRefused(f"The database does not start: {self.last_words()} (more in {self.places.log}).")
        prepare_roles(self.places)

    def last_words(self) -> str:
        """Why it did not start, from the end of its log."""
        try:
            lines = self.places.log.read_text(errors="replace")[-4000:].splitlines()
        except OSError:
            return "its log cannot be read"
        said = [line.partition("] ")[2] for line in lines if "FATAL:" in line or "PANIC:" in line]
        return said[-1].partition(":")[2].strip() if said else "it gave no reason"

    def stop(self) -> None:
        """Fast end (open transactions are rolled back), then the immediate one, which recovers at the next start."""
        process = self.process
        try:
            if process is not None and process.poll() is None:
                self._end(process)
        finally:
            with contextlib.suppress(OSError):
                self.places.socket.rmdir()  # only when empty

    def _end(self, process: subprocess.Popen[bytes]) -> None:
        for number, seconds in ((signal.SIGINT, 30.0), (signal.SIGQUIT, 5.0), (signal.SIGKILL, 5.0)):
            process.send_signal(number)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(seconds)
                return

    def _limit_log(self) -> None:
        with contextlib.suppress(OSError):
            if self.places.log.stat().st_size > _LOG_LIMIT:
                self.places.log.replace(self.places.log.with_suffix(".log.1"))


@contextlib.contextmanager
def running_server(data_dir: Path) -> Iterator[Server]:
    """The server for the length of one command. The caller holds the lock of the data folder."""
    server = Server(data_dir)
    try:
        server.start()
        server.wait()
        yield server
    finally:
        server.stop()
