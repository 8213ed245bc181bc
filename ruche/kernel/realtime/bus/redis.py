# SPDX-License-Identifier: AGPL-3.0-or-later
"""Redis publish and subscribe. Nothing is kept there."""

from collections.abc import AsyncIterator, Sequence

from django.utils.crypto import salted_hmac
from redis import Redis
from redis import asyncio as redis_asyncio
from redis.asyncio.retry import Retry as AsyncRetry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from ruche.kernel.realtime.bus.line import LineLostError


def _channel() -> str:
    """Instances may share a server, whose channels know no databases: the name comes from the instance's key."""
    return f"ruche.live.{salted_hmac('ruche.live.bus', 'channel').hexdigest()[:16]}"


class _Speaker:
    def __init__(self, url: str) -> None:
        self._client = Redis.from_url(url, socket_connect_timeout=5, socket_timeout=5, retry=Retry(NoBackoff(), 0))

    def say(self, messages: Sequence[str]) -> None:
        pipeline = self._client.pipeline(transaction=False)
        for message in messages:
            pipeline.publish(_channel(), message)
        try:
            pipeline.execute()
        except RedisError as error:
            raise LineLostError(type(error).__name__) from error

    def close(self) -> None:
        self._client.close()


class RedisLine:
    def __init__(self, url: str) -> None:
        self._url = url

    def connect(self) -> _Speaker:
        return _Speaker(self._url)

    async def listen(self) -> AsyncIterator[str | None]:
        # Without retries: a connection that came back by itself would hide what was missed.
        client = redis_asyncio.Redis.from_url(
            self._url, socket_connect_timeout=5, health_check_interval=15, retry=AsyncRetry(NoBackoff(), 0)
        )
        async with client, client.pubsub() as subscription:
            await subscription.subscribe(_channel())
            while True:
                message = await subscription.get_message(timeout=10.0)
                if message is None:
                    continue
                if message["type"] == "subscribe":
                    yield None
                elif message["type"] == "message":
                    yield message["data"].decode()
