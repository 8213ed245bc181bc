# SPDX-License-Identifier: AGPL-3.0-or-later
"""An end ends everything that was started, and nothing else."""

import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ruche.config.environment.embedded import socket_folder
from tests.fault.instance import Instance, is_alive

pytestmark = pytest.mark.fault


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_end(instance: Instance, number: signal.Signals) -> None:
    bystander = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)", "ruche.config.web"])
    try:
        pids = instance.pids()
        assert instance.end(number) == 0
        assert not [pid for pid in pids if is_alive(pid)]
        assert bystander.poll() is None
    finally:
        bystander.kill()
        bystander.wait()
    assert instance.status("/healthz") is None
    assert list((instance.data_dir / "run").iterdir()) == []
    folder = socket_folder(instance.data_dir)
    assert not folder.exists() or list(folder.iterdir()) == []


def test_end_does_not_wait_for_clients_that_stall(instance: Instance) -> None:
    with socket.create_connection(("127.0.0.1", instance.port)) as client:
        client.sendall(b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nx")
        time.sleep(0.2)
        began = time.monotonic()
        assert instance.end() == 0
    assert time.monotonic() - began < 12


def test_ending_during_the_start(prepared: Path) -> None:
    instance = Instance(prepared)
    instance.start()
    instance.wait_for("is starting.")
    assert instance.end(signal.SIGINT) == 0
    assert "Traceback" not in instance.said()
