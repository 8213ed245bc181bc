# SPDX-License-Identifier: AGPL-3.0-or-later
"""What happens once before people come: migrations, demo data, the link for the first administrator."""

import json
import subprocess
from collections.abc import Callable

from ruche.config.data_folder import DataFolder
from ruche.config.environment import Environment
from ruche.config.errors import StartRefused
from ruche.config.supervisor import signals
from ruche.config.supervisor.commands import python_child
from ruche.config.supervisor.fingerprint import code_fingerprint

_CLI = "ruche.config.cli"
_ATTEMPTS = 3


class Preparation:
    """Remembers in `prepared` what is done, for the embedded server only: another one may be replaced unseen.

    `tend` looks after the other processes meanwhile and tells whether one had ended.
    """

    def __init__(
        self, environment: Environment, folder: DataFolder, tend: Callable[[], bool], is_database_ready: Callable[[], bool]
    ) -> None:
        self._environment = environment
        self._folder = folder
        self._tend = tend
        self._is_database_ready = is_database_ready
        self._fingerprint = code_fingerprint()
        self._kept = self._read()
        self.set_up_link: str | None = None

    @property
    def is_migrated(self) -> bool:
        return self._kept.get("fingerprint") == self._fingerprint

    @property
    def is_settled(self) -> bool:
        """Demo data is complete or was never to be made; without demo, there is an administrator."""
        return self._kept.get("settled") == self._goal

    @property
    def _goal(self) -> str:
        return "demo" if self._environment.has_demo else "administrator"

    def migrate(self) -> None:
        """As the owner of the tables."""
        if self.is_migrated:
            return
        if self._run("migrate") is None:
            raise StartRefused("The database could not be brought up to date: the reason stands above.")
        self._keep(fingerprint=self._fingerprint)

    def announce(self) -> None:
        """Until `settle` is done, the web process answers that it is being prepared."""
        marker = self._folder.run("preparing")
        if self.is_settled or not self._environment.has_demo:
            marker.unlink(missing_ok=True)
        else:
            marker.touch()

    def settle(self) -> None:
        """Demo data on the first start, else the set-up link as long as nobody is administrator."""
        if self.is_settled:
            return
        if self._environment.has_demo:
            if self._run("demo", "--if-first-start") is None:
                raise StartRefused("The demo data could not be made: the reason stands above; RUCHE_DEMO=0 starts without.")
        else:
            said = self._run("set-up-link", capture=True)
            self.set_up_link = (said or "").strip() or None
        self._folder.run("preparing").unlink(missing_ok=True)
        if self.set_up_link is None:
            self._keep(settled=self._goal)

    def _read(self) -> dict[str, object]:
        if not self._environment.is_database_embedded:
            return {}
        try:
            kept = json.loads((self._folder.path / "prepared").read_text())
        except (OSError, ValueError):
            return {}
        return kept if isinstance(kept, dict) else {}

    def _keep(self, **facts: object) -> None:
        self._kept = {**self._kept, **facts}
        if self._environment.is_database_embedded:
            temporary = self._folder.path / ".prepared.new"
            temporary.write_text(json.dumps(self._kept))
            temporary.replace(self._folder.path / "prepared")

    def _run(self, *arguments: str, capture: bool = False) -> str | None:
        """What a command of ours printed (empty unless `capture`); None when it failed.

        One that was killed, or that lost its database meanwhile, is started again: each of them goes on where it was.
        """
        for _ in range(_ATTEMPTS):
            status, said, was_disturbed = self._run_once(*arguments, capture=capture)
            if status == 0:
                return said
            if status > 0 and not was_disturbed:
                return None
        return None

    def _run_once(self, *arguments: str, capture: bool) -> tuple[int, str, bool]:
        was_disturbed = False
        while not self._is_database_ready():
            self._tend()
            signals.pause(0.1)
        process = python_child(_CLI, *arguments, stdout=subprocess.PIPE if capture else subprocess.DEVNULL)
        try:
            while process.poll() is None:
                signals.pause(0.2)
                was_disturbed |= self._tend()
        finally:
            if process.poll() is None:
                process.terminate()
                process.wait()
        said = process.stdout.read().decode() if process.stdout else ""
        return process.returncode, said, was_disturbed
