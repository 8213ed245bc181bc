# SPDX-License-Identifier: AGPL-3.0-or-later
"""How much and how slowly a client may send. The table in docs/admin/limits.md repeats these figures."""

import re

KIB, MIB = 1024, 1024 * 1024

BODY_LIMIT = 2 * MIB
# Routes that take more: pattern of the path, bytes. The first match counts.
BODY_LIMITS: tuple[tuple[re.Pattern[str], int], ...] = ()
# Nobody has signed in yet, and nothing that is asked here is longer.
ENTRANCE_LIMITS: tuple[tuple[re.Pattern[str], int], ...] = ((re.compile(r"^/(account|setup|api/v1/token)/"), 64 * KIB),)

MEMORY_PER_BODY = 1 * MIB  # what exceeds it goes to a file
MEMORY_OF_ALL_BODIES = 64 * MIB  # beyond it every body goes to a file at once

BODY_PAUSE = 30.0  # seconds without a byte
BODY_GRACE, BODY_RATE = 30.0, 1 * KIB  # after the grace (seconds), bytes per second on average
DISCARDED_BYTES, DISCARD_SECONDS = 64 * MIB, 10.0  # read and dropped so that a refusal arrives

HEAD_BYTES, HEAD_SECONDS = 64 * KIB, 20.0
QUERY_BYTES = 8 * KIB

SEND_CHUNK = 64 * KIB
SEND_SECONDS = 120.0  # for each chunk; what is slower holds memory and a socket for nobody

WAITING_REQUESTS = 128  # for a thread; beyond it the answer is 503
RETRY_AFTER = 2  # seconds


def body_limit(path: str) -> int:
    for pattern, limit in (*ENTRANCE_LIMITS, *BODY_LIMITS):
        if pattern.match(path):
            return limit
    return BODY_LIMIT
