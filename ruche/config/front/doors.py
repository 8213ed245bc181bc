# SPDX-License-Identifier: AGPL-3.0-or-later
"""Finds the door of a request, and runs it in threads of its own: slow pages do not hold up what is quick."""

import re
from collections.abc import Callable
from typing import IO

from ruche.config.front.answers import Answer
from ruche.config.front.compression import compress
from ruche.config.front.heads import Head
from ruche.config.front.threads import Threads
from ruche.kernel.doors.door import Call, Door, Served
from ruche.kernel.modules.registry import manifests, room

THREADS = 4
_LOGGED = (b"x-request-logged", b"1")
_ADDRESS = re.compile(r"/api/v1/o/([a-z0-9-]+)/([a-z_]+)/(.+)")


def find_doors() -> dict[str, Door]:
    """The door of each module that has one, by the module's name."""
    return {name: found.door for name in manifests() if (found := room(name, "door"))}


class Doors:
    """`serve` answers a call in a thread, or leaves it to the view. `answered` counts the calls that did not need their view."""

    def __init__(self, doors: dict[str, Door], serve: Callable[[Call], Served | None]) -> None:
        self.answered = 0
        self._doors = doors
        self._serve = serve
        self._threads = Threads(THREADS, name="ruche-door")

    async def answer(self, head: Head, body: IO[bytes], *, begins: Callable[[], None] = lambda: None) -> Answer | None:
        """The answer, or None: then Django is asked, with the same body. `begins` is called when a door takes it."""
        call = self.find(head, body)
        if call is None:
            return None
        begins()
        answer = await self._threads.run(lambda: self._in_thread(head, call))
        self.answered += answer is not None
        return answer

    def find(self, head: Head, body: IO[bytes]) -> Call | None:
        """The call of a door that the request is; None for every other request."""
        if head.method != "POST" or head.raw_query or not (found := _ADDRESS.fullmatch(head.path)):
            return None
        slug, module, rest = found.groups()
        door = self._doors.get(module)
        parameters = door.parameters(rest) if door else None
        if door is None or parameters is None:
            return None
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in head.headers}
        if len(headers) < len(head.headers):
            return None  # doubled headers: Django joins them
        content = body.read()
        body.seek(0)
        return Call(door, module, slug, parameters, head.host, head.origin.scheme, headers, content, head.request_id)

    def close(self) -> None:
        self._threads.close()

    def _in_thread(self, head: Head, call: Call) -> Answer | None:
        found = self._serve(call)
        if found is None:
            return None
        answer = Answer(found.status, [*found.headers, _LOGGED], found.body)
        compress(answer, head.header(b"accept-encoding"))
        return answer
