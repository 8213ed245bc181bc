# SPDX-License-Identifier: AGPL-3.0-or-later
"""The ASGI application of the web process: which door a request takes."""

import asyncio
import io
import logging
import os
import time
from collections.abc import Callable
from dataclasses import replace
from typing import IO

from ruche.config.environment import Environment
from ruche.config.front.access_log import log_request
from ruche.config.front.answers import Answer, ReaderTooSlowError, send_answer
from ruche.config.front.bodies import Bodies, ClientLeftError
from ruche.config.front.compression import compress
from ruche.config.front.disk import Disk
from ruche.config.front.doors import Doors
from ruche.config.front.heads import Head, read_head
from ruche.config.front.limits import body_limit
from ruche.config.front.refusals import DISK_FULL, NOT_HERE, PREPARING, SERVER_ERROR, RefusedError, preferred_language, refuse
from ruche.config.front.sockets import PATH as LIVE_PATH
from ruche.config.front.sockets import serve_socket
from ruche.config.front.static import PREFIX, StaticFiles
from ruche.config.front.threads import Threads
from ruche.config.front.turns import Turns
from ruche.config.front.types import Application, Receive, Scope, Send
from ruche.config.front.wsgi import WsgiApplication, call, environ

_logger = logging.getLogger("ruche.front")
_LOGGED = b"x-request-logged"  # set by Django's side, which knows the route
_HEALTHY = b'{"status": "ok"}'


class Front:
    """`live` serves the sockets (None: there are none here); `has_pages` is False where only sockets are served.

    `doors` answer some requests before Django would (none: it answers all).
    """

    def __init__(
        self,
        *,
        environment: Environment,
        pages: WsgiApplication,
        live: Application | None,
        static: StaticFiles,
        has_pages: bool = True,
        doors: Doors | None = None,
    ) -> None:
        self._turns = Turns()
        self.threads = Threads(environment.web_threads, turns=self._turns)
        self._environment = environment
        self._pages = pages
        self._doors = doors
        self._live = live
        self._static = static
        self._has_pages = has_pages
        self._bodies = Bodies(environment.data_dir / "spool")
        self._disk = Disk(environment.data_dir if environment.is_database_embedded else None)
        self._preparing = environment.data_dir / "run" / "preparing"
        self._is_prepared = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await self._serve_http(scope, receive, send)
        elif scope["type"] == "websocket":
            await serve_socket(self._live, self._environment, scope, receive, send)

    async def _serve_http(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"] == "/healthz":
            await send_answer(_healthy(), send, is_head=scope["method"] == "HEAD")
            return
        if scope["path"] == LIVE_PATH and self._live is not None:
            await self._live(scope, receive, send)
            return
        began = time.monotonic()
        head: Head | None = None
        try:
            head = read_head(scope, self._environment)
            answer = await self._answer(head, receive)
        except RefusedError as error:
            answer = refuse(error.refusal, path=scope["path"], language=self._language(scope))
        except ClientLeftError:
            return
        except Exception:
            _logger.exception("The front failed.", extra={"request_id": head.request_id if head else None})
            answer = refuse(SERVER_ERROR, path=scope["path"], language=self._language(scope))
        if head is not None:
            _finish(head, answer, time.monotonic() - began)
        try:
            await send_answer(answer, send, is_head=scope["method"] == "HEAD")
        except asyncio.CancelledError:  # the process ends, and the client has not read everything yet
            scope["abort"]()
        except ReaderTooSlowError:
            _logger.info("A reader was too slow.", extra={"request_id": head.request_id if head else None})
            scope["abort"]()
            await asyncio.sleep(0)

    async def _answer(self, head: Head, receive: Receive) -> Answer:
        if head.path.startswith(PREFIX):
            return self._static_answer(head)
        if not self._has_pages and head.path != "/readyz":
            raise RefusedError(NOT_HERE)
        if self._is_preparing():
            raise RefusedError(PREPARING)
        if self._disk.refuses(head.method, head.path):
            raise RefusedError(replace(DISK_FULL, closes=True))
        body, size = await self._take_body(head, receive)
        with body:
            if self._doors and (answer := await self._doors.answer(head, body, begins=self._turns.note_message)):
                return answer
            values = environ(head, body, size)
            return await self.threads.run(lambda: self._in_thread(head, values))

    async def _take_body(self, head: Head, receive: Receive) -> tuple[IO[bytes], int]:
        if not head.has_body:
            return io.BytesIO(), 0
        limit = body_limit(head.path)
        return await self._bodies.take(receive, limit=limit, announced=head.content_length, may_refuse_at_once=head.expects_continue)

    def _in_thread(self, head: Head, values: dict[str, object]) -> Answer:
        answer = call(self._pages, values, self._bodies.spooled)
        compress(answer, head.header(b"accept-encoding"))
        return answer

    def close(self) -> None:
        """End the threads, after the requests in them."""
        if self._doors:
            self._doors.close()
        self.threads.close()

    def _static_answer(self, head: Head) -> Answer:
        answer = None
        if head.method in ("GET", "HEAD"):
            answer = self._static.answer(
                head.path, accept_encoding=head.header(b"accept-encoding"), if_none_match=head.header(b"if-none-match")
            )
        if answer is None:
            raise RefusedError(NOT_HERE)
        return answer

    def _is_preparing(self) -> bool:
        """Asked of the disk only until the first no."""
        if not self._is_prepared:
            self._is_prepared = not self._preparing.exists()
        return not self._is_prepared

    def _language(self, scope: Scope) -> str:
        accepted = next((value for name, value in scope["headers"] if name == b"accept-language"), b"")
        return preferred_language(accepted.decode("latin-1"), self._environment.language)


def _finish(head: Head, answer: Answer, seconds: float) -> None:
    """Every answer has the request's id, and every request one line in the log: Django's, else ours."""
    names = {name for name, _ in answer.headers}
    if _LOGGED in names:
        answer.headers = [(name, value) for name, value in answer.headers if name != _LOGGED]
    else:
        log_request(head, answer, seconds)
    if b"x-request-id" not in names:
        answer.headers.append((b"x-request-id", head.request_id.encode()))


def _healthy() -> Answer:
    return Answer(200, [(b"content-type", b"application/json"), (b"cache-control", b"no-store")], _HEALTHY)


def with_lifespan(front: Front, start: Callable[[], object], stop: Callable[[], object]) -> Application:
    """`front`, with what happens (awaitables) before the first request and after the last one."""

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "lifespan":
            await front(scope, receive, send)
            return
        await receive()
        await _await(start())
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await _await(stop())
        await asyncio.get_running_loop().run_in_executor(None, front.close)
        await send({"type": "lifespan.shutdown.complete"})

    return application


async def _await(result: object) -> None:
    if asyncio.iscoroutine(result):
        await result


def has_doors() -> bool:
    """RUCHE_HOT_DOOR=off: every request takes the way through Django, to measure what the door saves."""
    return os.environ.get("RUCHE_HOT_DOOR", "on") != "off"


def serves_pages() -> bool:
    return os.environ.get("RUCHE_DOORS", "all") != "live"
