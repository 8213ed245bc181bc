# SPDX-License-Identifier: AGPL-3.0-or-later
"""The product as it is shipped: its supervisor with the embedded PostgreSQL (fsync on), worker and web process, in a folder of its own."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg

from bench.realtime import processes
from bench.realtime.clients.sockets import Door
from bench.realtime.processes import LOAD_CORE, SERVER_CORE
from bench.realtime.scene import Scene
from bench.realtime.sizes import Sizes
from ruche.config.environment.embedded import embedded_address

_START_SECONDS = 180.0


class Product:
    """`port` is where it listens; a second web process and the peers take the ports after it."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder = folder
        self.port = port
        self.host = f"localhost:{port}"
        self.data = folder / "data"
        self.log = folder / "product.log"
        self._settings: dict[str, str] = {}
        self._supervisor: subprocess.Popen[bytes] | None = None

    def start(self, *, module: str = "ruche.config.cli", **settings: str) -> None:
        self._settings = settings
        self._supervisor = processes.start_python(module, "serve", cores=SERVER_CORE, log=self.log, env=self.environment())
        self.await_readiness()
        for name in ("database", "worker"):
            processes.move(self.pid(name), LOAD_CORE)

    def stop(self) -> None:
        processes.end(self._supervisor, 30)
        self._supervisor = None

    def environment(self, **more: str) -> dict[str, str]:
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        ours = {"RUCHE_DATA_DIR": str(self.data), "RUCHE_PORT": str(self.port), "RUCHE_DEMO": "0", "RUCHE_LOG_FORMAT": "json"}
        return {**kept, **ours, **self._settings, **more}

    def pid(self, name: str) -> int:
        """Of the database, web or worker process."""
        return int((self.data / "run" / name).read_text().split()[0])

    def kill_web(self) -> None:
        """As a crash does; the supervisor starts it again at once, and this returns when it answers."""
        old = self.pid("web")
        os.kill(old, signal.SIGKILL)
        _wait(lambda: self.pid("web") != old, 30)
        self.await_readiness()

    def await_readiness(self, port: int | None = None) -> None:
        _wait(lambda: self._answers(port or self.port), _START_SECONDS, self._is_alive)

    @property
    def door(self) -> Door:
        return Door(self.port, origin=f"http://{self.host}")

    def superuser(self) -> "psycopg.Connection[Any]":
        return psycopg.connect(**embedded_address(self.data, "ruche_superuser").connection_parameters(), autocommit=True)  # type: ignore[arg-type]

    def make_scene(self, sizes: Sizes) -> Scene:
        path = self.folder / "scene.json"
        counts = (sizes.people, sizes.channels, sizes.people_each, sizes.history)
        command = [sys.executable, "-m", "bench.realtime.making", str(path), *map(str, counts)]
        made = subprocess.run(command, cwd=processes.ROOT, env=self.environment(), capture_output=True, text=True, check=False)
        if made.returncode:
            raise RuntimeError(f"The scene could not be made:\n{made.stderr[-2000:]}")
        return Scene.read(path)

    def await_calm(self, seconds: float = 120) -> float:
        """Until the worker has done what was waiting; seconds it took."""
        began = time.monotonic()
        with self.superuser() as connection:
            _wait(lambda: self.waiting(connection) == 0, seconds)
        return time.monotonic() - began

    def waiting(self, connection: "psycopg.Connection[Any]") -> int:
        """Events and jobs that the worker has not done yet."""
        query = (
            "select (select count(*) from outbox_outboxentry), (select count(*) from procrastinate_jobs where status in ('todo', 'doing'))"
        )
        events, jobs = connection.execute(query).fetchone() or (0, 0)
        return int(events) + int(jobs)

    @contextmanager
    def web(
        self, port: int, *words: str, module: str = "ruche.config.web", cores: set[int] = SERVER_CORE
    ) -> Iterator["subprocess.Popen[bytes]"]:
        """Another web process of this instance, started as the supervisor starts the first one."""
        with socket.create_server(("127.0.0.1", port), backlog=4096) as listener:
            variables = {"RUCHE_SOCKETS": str(listener.fileno()), "RUCHE_DOORS": "all", "MALLOC_ARENA_MAX": "2", "PYTHONUNBUFFERED": "1"}
            env = self.environment(**variables, RUCHE_PUBLIC_URL=f"http://{self.host}")
            process = processes.start_python(module, *words, cores=cores, log=self.log, env=env, pass_fds=(listener.fileno(),))
            try:
                self.await_readiness(port)
                yield process
            finally:
                processes.end(process)

    def _answers(self, port: int) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        with suppress(OSError, http.client.HTTPException):
            connection.request("GET", "/readyz", headers={"Host": self.host})
            return connection.getresponse().status == 200
        return False

    def _is_alive(self) -> None:
        if self._supervisor is not None and self._supervisor.poll() is not None:
            raise RuntimeError(f"The product ended:\n{self.log.read_text(errors='replace')[-2000:]}")


def _wait(is_done: Callable[[], bool], seconds: float, look: Callable[[], None] = lambda: None) -> None:
    deadline = time.monotonic() + seconds
    while True:
        with suppress(OSError, ValueError, IndexError):
            if is_done():
                return
        look()
        if time.monotonic() > deadline:
            raise TimeoutError(f"It did not happen within {seconds:.0f} seconds.")
        time.sleep(0.05)
