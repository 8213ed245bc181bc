# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which statements the web process sent, as PostgreSQL's own log tells: nothing is added to the product."""

import re
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from bench.realtime.product import Product

# A prepared statement is logged when it is parsed, bound and executed; it counts once. Both locks' words and the
# borders of transactions are no reading.
_LINE = re.compile(r"^\S+ \S+ \S+ \[(\d+)\] LOG:  duration: [\d.]+ ms  (?:statement|execute [^:]*): (.*)", re.DOTALL)
_ASIDE = re.compile(r"(?i)\s*(begin|commit|rollback|savepoint|release|set |select set_config|select 1$|select pg_notify|listen)")

_VALUE = re.compile(r"'|\{")


@dataclass
class Statements:
    """`texts` are the readings and writings, `aside` counts the words around them."""

    texts: list[str] = field(default_factory=list)
    aside: int = 0

    def counts(self) -> list[str]:
        """Each statement by its beginning, with how often it was sent."""
        return [f"{count} × {text}" for text, count in Counter(_VALUE.split(text)[0][:160] for text in self.texts).most_common()]


@contextmanager
def counted(product: Product, *, besides: frozenset[int] = frozenset()) -> Iterator[Statements]:
    """Everything that backends other than `besides` (their pids) are asked during the block; known when it ends."""
    found, log = Statements(), product.data / "logs" / "postgres.log"
    with product.superuser() as connection:
        own = connection.info.backend_pid
        _log_from(connection, "0")
        begin = log.stat().st_size
        try:
            yield found
        finally:
            end = log.stat().st_size
            _log_from(connection, "-1")
    with log.open("rb") as file:
        file.seek(begin)
        entries = file.read(end - begin).decode(errors="replace").replace("\n\t", " ").splitlines()
    for entry in entries:
        match = _LINE.match(entry)
        if match and int(match[1]) not in besides | {own}:
            if _ASIDE.match(match[2]):
                found.aside += 1
            else:
                found.texts.append(" ".join(match[2].split()))


def backends(product: Product) -> frozenset[int]:
    """The pids of all that are connected now."""
    with product.superuser() as connection:
        return frozenset(pid for (pid,) in connection.execute("select pid from pg_stat_activity where backend_type = 'client backend'"))


def _log_from(connection, milliseconds: str) -> None:
    connection.execute(f"alter system set log_min_duration_statement = {milliseconds}")
    connection.execute("select pg_reload_conf()")
    time.sleep(0.3)  # every backend reads its settings between two statements
