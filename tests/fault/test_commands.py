# SPDX-License-Identifier: AGPL-3.0-or-later
"""Commands work while Ruche runs and while it does not, and refuse in one sentence."""

from pathlib import Path

import pytest

from tests.fault.instance import Instance, copy_of, run

pytestmark = pytest.mark.fault
_PASSWORD = "a long enough pass phrase\n"


def test_first_administrator_by_command(prepared: Path, tmp_path: Path) -> None:
    data = copy_of(prepared, tmp_path / "data")
    weak = run(data, "createadmin", "ada@ruche.example", typed="123\n")
    assert (weak.returncode, weak.stderr.count("\n")) == (1, 1)
    made = run(data, "createadmin", "ada@ruche.example", "--name", "Ada", typed=_PASSWORD)
    assert (made.returncode, made.stdout) == (0, "ada@ruche.example can sign in and administer this instance.\n")
    again = run(data, "createadmin", "Ada@Ruche.example", typed=_PASSWORD)
    assert again.returncode == 1
    assert "Traceback" not in again.stderr
    assert run(data, "set-up-link").stdout == ""


def test_the_signing_key_is_made_at_the_first_start_and_replaced_by_command(prepared: Path, tmp_path: Path) -> None:
    data = copy_of(prepared, tmp_path / "data")
    another = run(data, "rotate-signing-key")
    assert another.returncode == 0, another.stderr
    assert another.stdout.endswith(" signs from now on. What was signed before is believed for two more days.\n")
    stolen = run(data, "rotate-signing-key", "--stolen").stdout
    assert stolen.endswith(" What was signed before is believed no more.\n")
    assert stolen.split()[1] != another.stdout.split()[1]


def test_commands_beside_a_running_instance(instance: Instance) -> None:
    assert run(instance.data_dir, "migrate").stdout == "The database is up to date.\n"
    examined = run(instance.data_dir, "doctor", port=instance.port)
    assert examined.returncode == 0, examined.stdout
    for line in ("✓ Worker: it gave a sign of life", f"✓ Public address: http://localhost:{instance.port} leads here"):
        assert line in examined.stdout
    assert instance.status("/readyz") == 200
