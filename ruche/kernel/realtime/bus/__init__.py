# SPDX-License-Identifier: AGPL-3.0-or-later
"""Between processes: PostgreSQL's NOTIFY, or Redis when REDIS_URL is set. Never inside a write transaction.

A NOTIFY in the transaction holds one lock of the whole cluster through the fsync: group commit is gone.
"""

from functools import cache

from django.conf import settings

from ruche.kernel.realtime.bus.line import Line
from ruche.kernel.realtime.bus.listener import Listener
from ruche.kernel.realtime.bus.sender import Sender

__all__ = ["Listener", "Sender", "line"]


@cache
def line() -> Line:
    """The line that this installation uses."""
    redis_url = settings.ENVIRONMENT.redis_url
    if redis_url:
        from ruche.kernel.realtime.bus.redis import RedisLine

        return RedisLine(redis_url)
    from ruche.kernel.realtime.bus.postgresql import PostgresqlLine

    return PostgresqlLine()
