# SPDX-License-Identifier: AGPL-3.0-or-later
"""People who read pages, each asking for the next as soon as the last is there."""

import asyncio
import time
from collections.abc import Sequence

from bench.realtime.clients.requests import Connection, open_connection
from bench.realtime.scene import Person


class PageReaders:
    """`seconds` are those of each answer; `failures` counts what was not answered by 200."""

    def __init__(self, port: int, host: str) -> None:
        self.seconds: list[float] = []
        self.failures = 0
        self._port, self._host = port, host
        self._tasks: list[asyncio.Task[None]] = []
        self._connections: list[Connection] = []

    async def start(self, people: Sequence[Person], paths: Sequence[str]) -> None:
        """Everybody walks through these paths, beginning at another one."""
        for nth, person in enumerate(people):
            connection = await open_connection(self._port, 40_000 + nth)
            self._connections.append(connection)
            turned = [*paths[nth % len(paths) :], *paths[: nth % len(paths)]]
            self._tasks.append(asyncio.create_task(self._read(connection, person, turned)))

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for connection in self._connections:
            connection.close()

    async def read_once(self, person: Person, path: str, count: int) -> list[float]:
        """One person alone, so many times."""
        connection = await open_connection(self._port, 41_000)
        try:
            return [await self._fetch(connection, self._request(person, path)) for _ in range(count)]
        finally:
            connection.close()

    async def _read(self, connection: Connection, person: Person, paths: Sequence[str]) -> None:
        requests = [self._request(person, path) for path in paths]
        while connection.transport is not None:
            for request in requests:
                self.seconds.append(await self._fetch(connection, request))

    async def _fetch(self, connection: Connection, request: bytes) -> float:
        began = time.monotonic()
        status, _body = await connection.fetch(request)
        self.failures += status != 200
        return time.monotonic() - began

    def _request(self, person: Person, path: str) -> bytes:
        lines = (f"GET {path} HTTP/1.1", f"Host: {self._host}", f"Cookie: ruche_session={person.sessions[0]}", "Accept: text/html", "", "")
        return "\r\n".join(lines).encode()
