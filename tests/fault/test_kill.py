# SPDX-License-Identifier: AGPL-3.0-or-later
"""kill -9 of any process: Ruche is back within ten seconds, by itself."""

import os
import signal
import time
from pathlib import Path

import pytest

from tests.fault.instance import Instance, is_alive

pytestmark = pytest.mark.fault
# Seconds, on a machine that has nothing else to do; beside other work everything takes as much longer.
_BACK_WITHIN = 10.0 * max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))


def _is_replaced(instance: Instance, name: str, killed: int) -> bool:
    try:
        return instance.pid(name) != killed
    except (OSError, ValueError, IndexError):
        return False


def _kill_and_wait(instance: Instance, name: str) -> float:
    """Seconds until another process has its place and /readyz answers."""
    began = time.monotonic()
    killed = instance.kill(name)
    while not _is_replaced(instance, name, killed):
        assert time.monotonic() - began < _BACK_WITHIN, instance.said()
        time.sleep(0.02)
    instance.wait(_BACK_WITHIN)
    return time.monotonic() - began


@pytest.mark.parametrize("name", ["web", "worker", "database"])
def test_two_kills(instance: Instance, name: str) -> None:
    for _ in range(2):
        assert _kill_and_wait(instance, name) < _BACK_WITHIN
        # Each thread had a connection of its own: none may answer from a dead one.
        assert {instance.status("/readyz") for _ in range(20)} == {200}


@pytest.mark.long
@pytest.mark.parametrize("name", ["web", "worker", "database"])
def test_twenty_kills(instance: Instance, name: str) -> None:
    times = []
    for _ in range(20):
        times.append(_kill_and_wait(instance, name))
        time.sleep(max(0.0, 3 - times[-1]))
    # The delay between starts grows while a process keeps ending, so only the first ones must be back at once.
    assert times[0] < _BACK_WITHIN
    assert instance.status("/readyz") == 200


def test_no_request_is_refused_while_the_web_process_starts_again(instance: Instance) -> None:
    instance.kill("web")
    began = time.monotonic()
    while (status := instance.status("/healthz")) is None and time.monotonic() - began < _BACK_WITHIN:
        time.sleep(0.05)
    assert status == 200


def test_children_die_with_the_supervisor_and_the_next_start_is_clean(instance: Instance) -> None:
    assert instance.process is not None
    before = instance.pids()
    os.kill(instance.process.pid, signal.SIGKILL)
    instance.process.wait()
    instance.start()
    instance.wait()
    assert not [pid for pid in before if is_alive(pid)]
    assert not set(before) & set(instance.pids())


@pytest.mark.long
def test_first_start_survives_kills(tmp_path: Path) -> None:
    """Demo data are complete although their maker and the database were killed while it worked."""
    instance = Instance(tmp_path / "data", RUCHE_DEMO="1")
    instance.start()
    try:
        instance.wait_for("Making the demo data.", 120)
        while instance.status("/healthz") != 200:
            time.sleep(0.1)
        assert instance.status("/") == 503
        time.sleep(2)
        assert instance.process is not None
        for pid in children(instance.process.pid):
            if b"demo" in Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0"):
                os.kill(pid, signal.SIGKILL)
        time.sleep(2)
        instance.kill("database")
        instance.wait(120)
        assert instance.readiness()["checks"]["demo"] == "ok"
        assert instance.status("/account/sign-in/") == 200
    finally:
        assert instance.end() == 0


def children(pid: int) -> list[int]:
    return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
