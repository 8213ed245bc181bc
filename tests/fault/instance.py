# SPDX-License-Identifier: AGPL-3.0-or-later
"""A whole Ruche in processes of its own, on a free port and in a folder of its own."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
COMMAND = [sys.executable, "-m", "ruche.config.cli"]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def variables(data_dir: Path, port: int, **more: str) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return {**kept, "RUCHE_DATA_DIR": str(data_dir), "RUCHE_PORT": str(port), "RUCHE_DEMO": "0", **more}


def run(data_dir: Path, *words: str, port: int | None = None, typed: str = "", **more: str) -> "subprocess.CompletedProcess[str]":
    """One command of `ruche`, to its end."""
    environment = variables(data_dir, port or free_port(), **more)
    return subprocess.run(
        [*COMMAND, *words], cwd=ROOT, env=environment, input=typed, capture_output=True, text=True, timeout=120, check=False
    )


def copy_of(data_dir: Path, copy: Path) -> Path:
    """Another installation with the same data; owners are kept, which matter when tests run as root."""
    subprocess.run(["cp", "-a", str(data_dir), str(copy)], check=True)
    return copy


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


class Instance:
    def __init__(self, data_dir: Path, **more: str) -> None:
        self.data_dir = data_dir
        self.port = free_port()
        self._more = more
        self.process: subprocess.Popen[bytes] | None = None
        self.log = data_dir.parent / f"{data_dir.name}.log"

    def start(self, *words: str, python: str = sys.executable, **options: Any) -> None:
        self._already_said = len(self.said()) if self.log.exists() else 0
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [python, *COMMAND[1:], "serve", *words],
                cwd=ROOT,
                env=variables(self.data_dir, self.port, **self._more),
                stderr=log,
                stdout=log,
                **options,
            )

    def wait(self, seconds: float = 60) -> float:
        """Seconds until /readyz answers 200."""
        began = time.monotonic()
        while time.monotonic() - began < seconds:
            if self.status("/readyz") == 200:
                return time.monotonic() - began
            assert self.process is None or self.process.poll() is None, self.said()
            time.sleep(0.05)
        raise AssertionError(f"not ready within {seconds} s:\n{self.said()}")

    def wait_for(self, words: str, seconds: float = 30) -> None:
        """Until this start has said so."""
        deadline = time.monotonic() + seconds
        while words not in self.said()[self._already_said :]:
            assert time.monotonic() < deadline, self.said()
            time.sleep(0.02)

    def status(self, path: str, host: str = "127.0.0.1") -> int | None:
        try:
            connection = http.client.HTTPConnection(host, self.port, timeout=5)
            connection.request("GET", path, headers={"Host": f"localhost:{self.port}"})
            return connection.getresponse().status
        except (OSError, http.client.HTTPException):
            return None

    def readiness(self) -> Any:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        connection.request("GET", "/readyz")
        return json.loads(connection.getresponse().read())

    def pid(self, name: str) -> int:
        """Of the database, web or worker process."""
        return int((self.data_dir / "run" / name).read_text().split()[0])

    def pids(self) -> list[int]:
        return [self.pid(name) for name in ("database", "web", "worker")]

    def kill(self, name: str) -> int:
        """The process that has this place, or will have it in a moment: the one before may just have ended."""
        deadline = time.monotonic() + 30
        while not self._lives(name):
            assert time.monotonic() < deadline, self.said()
            time.sleep(0.02)
        pid = self.pid(name)
        os.kill(pid, signal.SIGKILL)
        return pid

    def _lives(self, name: str) -> bool:
        try:
            return is_alive(self.pid(name))
        except (OSError, ValueError, IndexError):
            return False

    def end(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Ask it to end; its exit status."""
        assert self.process is not None
        if self.process.poll() is None:
            self.process.send_signal(number)
        return self.process.wait(90)

    def said(self) -> str:
        return self.log.read_text(errors="replace")
