# SPDX-License-Identifier: AGPL-3.0-or-later
"""People who write and read in one channel of a running instance while its processes are killed.

Writers insist until they are answered, as the browser does; readers use the client printed in docs/api/live.md.
"""

import asyncio
import http.client
import json
import re
import threading
import time
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from tests.fault.instance import ROOT, Instance

PASSWORD = "ruche-demo-2026"
PATIENCE = 60.0  # seconds in which whatever was killed is back and everybody has caught up


@dataclass(frozen=True)
class Acknowledged:
    """A message that the server answered for."""

    writer: str
    nth: int
    client_id: str
    answer: dict[str, Any]


class Person:
    """Somebody at the API, who does not give up."""

    def __init__(self, instance: Instance, name: str) -> None:
        self._port, self.name = instance.port, name
        self._token = ""
        answer = self.insist("POST", "/api/v1/token/", {"email": f"{name}@ruche.example", "password": PASSWORD})[1]
        self._token = answer["access"]

    @property
    def token(self) -> str:
        return self._token

    def insist(self, method: str, path: str, body: object = None) -> tuple[int, Any]:
        """Ask until the server answers for it; a refusal is a fault of the test."""
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                status, answer = self._ask(method, path, body)
            except (OSError, http.client.HTTPException, ValueError):
                status, answer = 503, None
            if status < 500:
                assert status < 400, answer
                return status, answer
            assert time.monotonic() < deadline, (method, path, status, answer)
            time.sleep(0.05)

    def _ask(self, method: str, path: str, body: object) -> tuple[int, Any]:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=10)
        try:
            headers = {"Host": f"localhost:{self._port}", "Content-Type": "application/json", "Accept": "application/json"}
            if self._token:
                headers["Authorization"] = f"Bearer {self._token}"
            connection.request(method, path, json.dumps(body) if body is not None else None, headers)
            response = connection.getresponse()
            return response.status, json.loads(response.read() or b"null")
        finally:
            connection.close()


class Talk:
    """A channel of Atelier A with Alice and Bob in it; everybody writes until `stop`."""

    API = "/api/v1/o/atelier-a"

    def __init__(self, instance: Instance) -> None:
        self.alice, self.bob = Person(instance, "alice"), Person(instance, "bob")
        self.bob_id = self._membership_of_bob()
        asked = {"kind": "private", "name": f"talk {uuid4().hex[:8]}", "people": [self.bob_id]}
        self.channel = self.alice.insist("POST", f"{self.API}/chat/channels/", asked)[1]["id"]
        self.messages = f"{self.API}/chat/channels/{self.channel}/messages/"
        self.acknowledged: list[Acknowledged] = []
        self.faults: list[BaseException] = []
        self._live = f"ws://127.0.0.1:{instance.port}/live/"
        self._is_over = threading.Event()
        self._threads: list[threading.Thread] = []
        self.heard: list[list[dict[str, Any]]] = []

    def begin(self, *, writers: int = 4, readers: int = 3) -> None:
        for nth in range(writers):
            self._spawn(self._write, self.alice if nth % 2 else self.bob, f"writer{nth}")
        self.heard = [[] for _ in range(readers)]
        self._spawn(self._read)

    def stop(self) -> None:
        """Nobody writes any more, and everybody has what was written."""
        self._is_over.set()
        for thread in self._threads[:-1]:
            thread.join(PATIENCE)
        deadline = time.monotonic() + PATIENCE
        while any(len(heard) < len(self.acknowledged) for heard in self.heard) and not self.faults:
            assert time.monotonic() < deadline, [len(self.acknowledged), *map(len, self.heard)]
            time.sleep(0.05)
        self._loop.call_soon_threadsafe(self._reading.cancel)
        self._threads[-1].join(10)
        assert not self.faults, self.faults

    def wait_for(self, count: int) -> None:
        """Until so many more messages were acknowledged: work goes on."""
        wanted, deadline = len(self.acknowledged) + count, time.monotonic() + PATIENCE
        while len(self.acknowledged) < wanted and not self.faults:
            assert time.monotonic() < deadline
            time.sleep(0.02)

    def history(self) -> list[dict[str, Any]]:
        """Every message of the channel, by position."""
        found: list[dict[str, Any]] = []
        while page := self.bob.insist("GET", f"{self.messages}?after={len(found)}&limit=200")[1]["results"]:
            found += page
        return found

    def mentions(self) -> list[Acknowledged]:
        """What was acknowledged and calls Bob by name."""
        return [one for one in self.acknowledged if f"<@{self.bob_id}>" in one.answer["body"] and one.answer["author"]["id"] != self.bob_id]

    def notified(self) -> list[int]:
        """The positions of the messages that Bob was told of because they call him."""
        found: list[dict[str, Any]] = []
        cursor: str | None = ""
        while cursor is not None:
            page = self.bob.insist("GET", f"{self.API}/notifications/?limit=100&cursor={cursor}")[1]
            found, cursor = found + page["results"], page["next"]
        address = re.compile(rf".*/c/{self.channel}/m/(\d+)/")
        places = [address.fullmatch(one["url"]) for one in found if one["kind"] == "chat.mention"]
        return sorted(int(place[1]) for place in places if place)

    def found(self, message: Acknowledged) -> list[str]:
        """The ids of the messages that hold the word that only this one holds."""
        word = f"word{message.writer}x{message.nth}x"
        results = self.bob.insist("GET", f"{self.API}/search/?q={word}&type=chat.message")[1]["results"]
        return [one["id"] for one in results]

    def _membership_of_bob(self) -> str:
        members = self.alice.insist("GET", f"{self.API}/members/")[1]["results"]
        return str(next(one["id"] for one in members if one["name"].startswith("Bob")))

    def _write(self, person: Person, writer: str) -> None:
        nth = 0
        while not self._is_over.is_set():
            nth += 1
            body = f"{writer} says word{writer}x{nth}x **now**" + (f" to <@{self.bob_id}>" if nth % 3 == 0 else "")
            client_id = str(uuid4())
            answer = person.insist("POST", self.messages, {"client_id": client_id, "body": body})[1]
            self.acknowledged.append(Acknowledged(writer, nth, client_id, answer))
            if nth % 5 == 0:  # an answer that got lost on the way is asked for again
                assert person.insist("POST", self.messages, {"client_id": client_id, "body": body}) == (200, answer)

    def _read(self) -> None:
        found = re.search(r"```python\n(.*?)```", (ROOT / "docs/api/live.md").read_text(), re.DOTALL)
        assert found is not None
        printed: dict[str, Any] = {"__name__": "printed"}
        exec(compile(found[1], "docs/api/live.md", "exec"), printed)

        async def read_all() -> None:
            self._loop = asyncio.get_running_loop()
            topic = f"chat.channel:{self.channel}"
            readings = [printed["follow"](self._live, lambda: self.bob.token, topic, 0, heard.append) for heard in self.heard]
            self._reading = asyncio.ensure_future(asyncio.gather(*readings))
            try:
                await self._reading
            except asyncio.CancelledError:
                if not self._is_over.is_set():
                    raise

        asyncio.run(read_all())

    def _spawn(self, work: Any, *arguments: Any) -> None:
        def guarded() -> None:
            try:
                work(*arguments)
            except BaseException as fault:  # noqa: BLE001  told by `stop`
                self.faults.append(fault)

        self._threads.append(threading.Thread(target=guarded, daemon=True))
        self._threads[-1].start()
