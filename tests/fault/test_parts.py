# SPDX-License-Identifier: AGPL-3.0-or-later
"""The same Ruche on a database from outside, whole or in parts."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ruche.config.environment.embedded import embedded_address
from ruche.config.postgres import running_server
from tests.fault.instance import Instance, copy_of

pytestmark = pytest.mark.fault


@pytest.fixture
def urls(prepared: Path, tmp_path: Path) -> Iterator[dict[str, str]]:
    folder = copy_of(prepared, tmp_path / "server")
    with running_server(folder):
        yield {
            name: f"postgresql://{one.user}:{one.password}@/{one.name}?host={one.host}"
            for name, one in (
                ("DATABASE_URL", embedded_address(folder, "ruche_app")),
                ("RUCHE_OWNER_DATABASE_URL", embedded_address(folder, "ruche_owner")),
            )
        }


def test_whole(urls: dict[str, str], tmp_path: Path) -> None:
    instance = Instance(tmp_path / "data", **urls)
    instance.start()
    try:
        instance.wait()
        assert not (tmp_path / "data" / "postgres").exists()
    finally:
        assert instance.end() == 0


def test_parts_beside_each_other(urls: dict[str, str], tmp_path: Path) -> None:
    parts = {name: Instance(tmp_path / "data", **urls) for name in ("web", "live", "worker")}
    for name, part in parts.items():
        part.log = tmp_path / f"{name}.log"
        part.start("--only", name)
    try:
        for name in ("web", "live"):
            parts[name].wait()
        parts["worker"].wait_for("The worker part of Ruche runs.")
        assert parts["web"].status("/account/sign-in/") == 200
        assert parts["live"].status("/account/sign-in/") == 404
        assert parts["live"].status("/live/") == 426
        assert parts["web"].readiness()["checks"]["worker"] == "ok"
        assert parts["worker"].status("/healthz") is None
    finally:
        assert [part.end() for part in parts.values()] == [0, 0, 0]
