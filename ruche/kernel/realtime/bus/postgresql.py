# SPDX-License-Identifier: AGPL-3.0-or-later
"""NOTIFY and LISTEN, on connections that do nothing else. They need real sessions: no transaction pooler."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db import connections

from ruche.kernel.realtime.bus.line import LineLostError

CHANNEL = "ruche_live"

# A dead peer is noticed within half a minute, also where a firewall drops silent connections.
_KEEPALIVE = {"keepalives_idle": 15, "keepalives_interval": 5, "keepalives_count": 3, "connect_timeout": 5}


def _address() -> dict[str, Any]:
    """Where Django connects to, without how it does."""
    parameters = connections["default"].get_connection_params()
    wanted = {name: value for name, value in parameters.items() if name not in {"cursor_factory", "context", "prepare_threshold"}}
    return {**_KEEPALIVE, **wanted, "application_name": "ruche-live"}


class _Speaker:
    def __init__(self) -> None:
        try:
            self._connection = psycopg.connect(**_address(), autocommit=True)
        except psycopg.Error as error:
            raise LineLostError(type(error).__name__) from error

    def say(self, messages: Sequence[str]) -> None:
        try:
            self._connection.execute("select pg_notify(%s, message) from unnest(%s::text[]) message", (CHANNEL, list(messages)))
        except (psycopg.OperationalError, psycopg.InterfaceError) as error:
            raise LineLostError(type(error).__name__) from error

    def close(self) -> None:
        self._connection.close()


class PostgresqlLine:
    def connect(self) -> _Speaker:
        return _Speaker()

    async def listen(self) -> AsyncIterator[str | None]:
        async with await psycopg.AsyncConnection.connect(**_address(), autocommit=True) as connection:
            await connection.execute(f"listen {CHANNEL}")
            yield None
            with _readable(connection.fileno()) as readable:
                while True:
                    await readable.wait()
                    readable.clear()
                    connection.pgconn.consume_input()
                    while (notification := connection.pgconn.notifies()) is not None:
                        yield notification.extra.decode()


@contextmanager
def _readable(descriptor: int) -> Iterator[asyncio.Event]:
    """Set whenever something has arrived. Watched all the time: psycopg's own `notifies` begins to watch anew for each."""
    loop, event = asyncio.get_running_loop(), asyncio.Event()
    event.set()  # something may have come before
    loop.add_reader(descriptor, event.set)
    try:
        yield event
    finally:
        loop.remove_reader(descriptor)
