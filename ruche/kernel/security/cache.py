# SPDX-License-Identifier: AGPL-3.0-or-later
"""Django's cache, shared by all processes: Redis when REDIS_URL is set, else an unlogged table of the database."""

from typing import Any

TABLE = "ruche_cache"


def cache_settings(redis_url: str | None) -> dict[str, dict[str, Any]]:
    """The value of CACHES."""
    if redis_url:
        return {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": redis_url, "KEY_PREFIX": "ruche-cache"}}
    backend = "django.core.cache.backends.db.DatabaseCache"
    return {"default": {"BACKEND": backend, "LOCATION": TABLE, "OPTIONS": {"MAX_ENTRIES": 50_000}}}
