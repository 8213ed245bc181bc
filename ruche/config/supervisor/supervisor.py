# SPDX-License-Identifier: AGPL-3.0-or-later
"""The order of a start, the watch over the children, the order of an end."""

import socket
import subprocess
import time
from typing import Literal

from ruche import __version__
from ruche.config.data_folder import DataFolder
from ruche.config.environment import Environment
from ruche.config.errors import StartRefused
from ruche.config.open_files import COMFORTABLE, raise_file_limit
from ruche.config.postgres import Server
from ruche.config.supervisor import signals
from ruche.config.supervisor.children import Child, describe, end_recorded
from ruche.config.supervisor.commands import python_child
from ruche.config.supervisor.listeners import open_listeners
from ruche.config.supervisor.preparation import Preparation
from ruche.config.supervisor.readiness import is_ready
from ruche.config.supervisor.voice import Voice
from ruche.config.supervisor.welcome import part_welcome, welcome

Part = Literal["web", "live", "worker"]
_END_SECONDS = 12.0  # requests and jobs under way may take so long


def serve(environment: Environment, only: Part | None = None) -> None:
    """Start everything (or one part), watch it until asked to end, end it. Signals must be blocked already."""
    supervisor = Supervisor(environment, only)
    try:
        supervisor.start()
        supervisor.watch()
    except signals.EndRequested:
        supervisor.voice.say("Ruche is ending.")
    finally:
        supervisor.end()


class Supervisor:
    def __init__(self, environment: Environment, only: Part | None) -> None:
        self.voice = Voice(environment.log_format)
        self._environment = environment
        self._only = only
        self._folder = DataFolder(environment.data_dir)
        self._listeners: list[socket.socket] = []
        self._server: Server | None = None
        self._children: list[Child] = []
        self._is_up = False

    def start(self) -> None:
        if self._only and self._environment.is_database_embedded:
            raise StartRefused("--only needs a database that all parts reach: set DATABASE_URL, or start without --only.")
        files = raise_file_limit()
        self._folder.open(shared=self._only is not None)
        if self._only is None:
            for name in ("web", "worker"):
                end_recorded(self._folder.run(name))
        if self._only != "worker":
            self._listeners = open_listeners(self._environment.host, self._environment.port)
        self.voice.say(f"Ruche {__version__} is starting.")
        self._warn_of_unknown_settings()
        preparation = self._prepare() if self._only is None else None
        self._start_parts()
        if preparation is not None:
            if not preparation.is_settled and self._environment.has_demo:
                self.voice.say("Making the demo data.")
            preparation.settle()
        self._await_readiness()
        self._is_up = True
        if self._listeners:
            self._say_open_files(files)
        if self._only:
            self.voice.say(part_welcome(self._environment, self._only))
        else:
            self.voice.say(welcome(self._environment, preparation.set_up_link if preparation else None))

    def watch(self) -> None:
        """Start again what ends, until `EndRequested`."""
        while True:
            self._tend()
            planned = [child.start_at for child in self._children if child.start_at is not None]
            signals.pause(min([60.0, *(at - time.monotonic() for at in planned)]))

    def end(self) -> None:
        """Web and worker first, together, then the database they write to."""
        database = [child for child in self._children if child.name == "database"]
        parts = [child for child in self._children if child.name != "database"]
        for child in parts:
            child.request_end()
        deadline = time.monotonic() + _END_SECONDS
        for child in parts:
            child.end(max(deadline - time.monotonic(), 0.1))
        if self._server is not None:
            self._server.stop()
        for child in database:
            child.forget()
        for listener in self._listeners:
            listener.close()
        self._folder.close()

    def _say_open_files(self, files: int) -> None:
        advice = "" if files >= COMFORTABLE else f" Allow {COMFORTABLE:,} where many people come: see ruche doctor."
        self.voice.say(f"Up to {files:,} files and connections can be open.{advice}")

    def _warn_of_unknown_settings(self) -> None:
        for name in self._environment.unknown:
            self.voice.say(f"{name} is no setting of Ruche and does nothing.")

    def _prepare(self) -> Preparation:
        if self._environment.is_database_embedded:
            self._server = Server(self._environment.data_dir)
            child = Child("database", self._server.start, self._folder.run("database"))
            child.start()
            self._children.append(child)
            self._server.wait(signals.pause)
        preparation = Preparation(self._environment, self._folder, self._tend, self._is_database_ready)
        if not preparation.is_migrated:
            self.voice.say("Bringing the database up to date.")
        preparation.migrate()
        preparation.announce()
        return preparation

    def _is_database_ready(self) -> bool:
        return self._server is None or self._server.is_ready()

    def _start_parts(self) -> None:
        for name, start in (("web", self._start_web), ("worker", self._start_worker)):
            if self._only in (None, name) or (self._only == "live" and name == "web"):
                suffix = f"-{self._environment.port}" if self._only else ""
                child = Child(name, start, self._folder.run(f"{name}{suffix}"))
                child.start()
                self._children.append(child)

    def _start_web(self) -> subprocess.Popen[bytes]:
        descriptors = tuple(listener.fileno() for listener in self._listeners)
        variables = {"RUCHE_SOCKETS": ",".join(str(number) for number in descriptors), "RUCHE_DOORS": self._only or "all"}
        return python_child("ruche.config.web", variables=variables, pass_fds=descriptors)

    def _start_worker(self) -> subprocess.Popen[bytes]:
        return python_child("ruche.config.worker")

    def _await_readiness(self) -> None:
        """A part that ends by itself before the first readiness has said why: no use in trying again."""
        while self._listeners and not is_ready(self._listeners[0]):
            self._tend()
            signals.pause(0.05)

    def _tend(self) -> bool:
        """Start again what has ended, when its time has come; whether something had ended."""
        has_ended = False
        for child in self._children:
            if (status := child.has_ended()) is not None:
                has_ended = True
                if not self._is_up and child.name != "database" and status >= 0:
                    raise StartRefused(f"The {child.name} process did not start: the reason stands above.")
                delay = child.plan_restart()
                self.voice.say(f"The {child.name} process ended {describe(status)}; it starts again in {delay:.1f} s.")
            if child.start_at is not None and child.start_at <= time.monotonic():
                child.start()
        return has_ended
