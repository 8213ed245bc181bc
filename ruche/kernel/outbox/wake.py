# SPDX-License-Identifier: AGPL-3.0-or-later
"""Tells the worker, after commit, that the outbox has something new. Never inside the transaction of a write."""

import time

from django.db import connection, transaction

CHANNEL = "ruche_outbox"
_PAUSE = 0.2  # seconds: one word wakes it, more would only cost; it looks by itself each second

_said_at = {"last": 0.0}


def wake_after_commit() -> None:
    if connection.in_atomic_block:
        transaction.on_commit(_wake)
    else:
        _wake()


def _wake() -> None:
    now = time.monotonic()
    if now - _said_at["last"] < _PAUSE:
        return
    _said_at["last"] = now
    with connection.cursor() as cursor:
        cursor.execute(f"notify {CHANNEL}")
