# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where attempts are counted: an unlogged table, or Redis when REDIS_URL is set; each counts in one round trip.

What only spares the server is counted in the memory of each process: exact enough for that, and it costs no round trip.
"""

import math
import threading
import time
from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple, Protocol

from django.conf import settings
from django.db import connection

from ruche.kernel.db.ids import new_id
from ruche.kernel.db.statements import fetch_all


class Use(NamedTuple):
    """`amount` more attempts under `key`, of which `allowed` fit in `window` seconds."""

    key: str
    amount: int
    allowed: int
    window: int


class LimitStore(Protocol):
    def count(self, uses: Sequence[Use]) -> list[int]:
        """Seconds to wait, one entry for each key that is used up; empty: all were counted."""

    def give_back(self, uses: Sequence[Use]) -> None:
        """One attempt less under each key."""

    def forget(self, uses: Sequence[Use]) -> None:
        """No attempt under these keys any more."""


_COUNT = """
insert into security_limituse as kept (id, created_at, updated_at, key, allowed, used, is_refused, resets_at)
select id, now(), now(), key, allowed, case when amount > allowed then 0 else amount end, amount > allowed,
       clock_timestamp() + make_interval(secs => seconds)
from (values {wanted}) as wanted (id, key, amount, allowed, seconds)
on conflict (key) do update set
  allowed = excluded.allowed,
  used = case when kept.resets_at <= clock_timestamp() then excluded.used
              when excluded.is_refused or kept.used + excluded.used > excluded.allowed then kept.used
              else kept.used + excluded.used end,
  is_refused = excluded.is_refused or (kept.resets_at > clock_timestamp() and kept.used + excluded.used > excluded.allowed),
  resets_at = case when kept.resets_at <= clock_timestamp() then excluded.resets_at else kept.resets_at end
returning key, is_refused, ceil(extract(epoch from resets_at - clock_timestamp()))::int
"""
_WANTED = "(%(id{0})s::uuid, %(key{0})s::text, %(amount{0})s::int, %(allowed{0})s::int, %(window{0})s::int)"
_GIVE_BACK = "update security_limituse set used = greatest(used - 1, 0) where key = any(%s) and resets_at > clock_timestamp()"
_FORGET = "delete from security_limituse where key = any(%s)"


@cache
def _count_of(number: int) -> str:
    """The statement for so many uses: an array of values is much dearer to send than the values."""
    return _COUNT.format(wanted=", ".join(_WANTED.format(place) for place in range(number)))


class TableStore:
    """Rows of an unlogged table. A job sweeps the expired ones."""

    def count(self, uses: Sequence[Use]) -> list[int]:
        values = {f"{name}{place}": value for place, use in enumerate(uses) for name, value in use._asdict().items()}
        rows = fetch_all(_count_of(len(uses)), values | {f"id{place}": new_id() for place in range(len(uses))})
        return [seconds for _key, is_refused, seconds in rows if is_refused]

    def give_back(self, uses: Sequence[Use]) -> None:
        with connection.cursor() as cursor:
            cursor.execute(_GIVE_BACK, [[use.key for use in uses]])

    def forget(self, uses: Sequence[Use]) -> None:
        with connection.cursor() as cursor:
            cursor.execute(_FORGET, [[use.key for use in uses]])


_REDIS_COUNT = """
local waits = {}
for i, key in ipairs(KEYS) do
  local amount, allowed, seconds = tonumber(ARGV[3*i-2]), tonumber(ARGV[3*i-1]), tonumber(ARGV[3*i])
  if tonumber(redis.call('get', key) or '0') + amount > allowed then
    local left = redis.call('pttl', key)
    table.insert(waits, left > 0 and left or seconds * 1000)
  else
    redis.call('incrby', key, amount)
    if redis.call('pttl', key) < 0 then redis.call('pexpire', key, seconds * 1000) end
  end
end
return waits
"""
_REDIS_GIVE_BACK = "for _, key in ipairs(KEYS) do if tonumber(redis.call('get', key) or '0') > 0 then redis.call('decr', key) end end"


class RedisStore:
    """Counters that expire by themselves; scripts, so that two servers never count past a limit."""

    def __init__(self, url: str) -> None:
        import redis

        self._client: Any = redis.Redis.from_url(url, socket_timeout=2, socket_connect_timeout=2)

    def count(self, uses: Sequence[Use]) -> list[int]:
        numbers = [number for use in uses for number in (use.amount, use.allowed, use.window)]
        return [math.ceil(milliseconds / 1000) for milliseconds in self._run(_REDIS_COUNT, uses, numbers)]

    def give_back(self, uses: Sequence[Use]) -> None:
        self._run(_REDIS_GIVE_BACK, uses, [])

    def forget(self, uses: Sequence[Use]) -> None:
        self._client.delete(*self._names(uses))

    def _run(self, script: str, uses: Sequence[Use], numbers: Sequence[int]) -> Any:
        return self._client.eval(script, len(uses), *self._names(uses), *numbers)

    @staticmethod
    def _names(uses: Sequence[Use]) -> list[str]:
        return [f"ruche:limit:{use.key}" for use in uses]


class MemoryStore:
    """Counters of this process, for all its threads."""

    MOST = 50_000  # keys; beyond it the expired ones go, and all of them if none has expired

    def __init__(self) -> None:
        self._kept: dict[str, tuple[int, float]] = {}  # key → used, until when
        self._lock = threading.Lock()

    def count(self, uses: Sequence[Use]) -> list[int]:
        now = time.monotonic()
        with self._lock:
            if len(self._kept) > self.MOST:
                self._sweep(now)
            return [wait for use in uses if (wait := self._count(use, now))]

    def give_back(self, uses: Sequence[Use]) -> None:
        with self._lock:
            for use in uses:
                if use.key in self._kept:
                    used, until = self._kept[use.key]
                    self._kept[use.key] = max(0, used - 1), until

    def forget(self, uses: Sequence[Use]) -> None:
        with self._lock:
            for use in uses:
                self._kept.pop(use.key, None)

    def forget_all(self) -> None:
        with self._lock:
            self._kept.clear()

    def figures(self) -> list[int]:
        """How much was counted, for each key."""
        with self._lock:
            return [used for used, _until in self._kept.values()]

    def _count(self, use: Use, now: float) -> int:
        """0 when it was counted, else the seconds to wait."""
        used, until = self._kept.get(use.key, (0, 0.0))
        if until <= now:
            used, until = 0, now + use.window
        if is_refused := used + use.amount > use.allowed:
            self._kept[use.key] = used, until
        else:
            self._kept[use.key] = used + use.amount, until
        return max(1, math.ceil(until - now)) if is_refused else 0

    def _sweep(self, now: float) -> None:
        live = {key: kept for key, kept in self._kept.items() if kept[1] > now}
        self._kept = live if len(live) < len(self._kept) else {}


MEMORY = MemoryStore()


@cache
def limit_store() -> LimitStore:
    """The store that all processes share."""
    url = settings.ENVIRONMENT.redis_url
    return RedisStore(url) if url else TableStore()
