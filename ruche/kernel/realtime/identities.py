# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which identities still hold: session or sign-in was not ended, the person is active, the epoch has not moved.

A cache of the process, filled by one query for all who ask at the same time. A revocation empties it for its user, and
no answer is older than a minute, so even a revocation that got lost takes effect.
"""

import time
from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db import connection

from ruche.kernel.db.context import organisation_scope
from ruche.kernel.realtime.batches import Batch
from ruche.kernel.realtime.threads import Threads
from ruche.kernel.realtime.tickets import Identity

FRESH = 60.0  # seconds

# Tickets name their session by hash; the index realtime_session_hash makes this a lookup.
_HOLDING = """
select asked.user_id, asked.session, asked.family, u.session_epoch
from unnest(%s::uuid[], %s::text[], %s::uuid[]) as asked(user_id, session, family)
join users_user u on u.id = asked.user_id and u.is_active
where (asked.session = '' or exists (
  select from django_session where sha256(decode(session_key, 'escape')) = decode(asked.session, 'hex') and expire_date > now()
)) and not exists (select from sign_in_refreshfamily f where f.id = asked.family and f.revoked_at is not null)
"""


class Identities:
    def __init__(self, threads: Threads) -> None:
        self._threads = threads
        self._batch: Batch[Identity, bool] = Batch(self._check, size=1000)
        self._held: dict[Identity, float] = {}
        self._doubts = 0

    def is_known(self, identity: Identity) -> bool:
        """Whether it held at most a minute ago and nothing was heard against it since."""
        return self._held.get(identity, 0.0) > time.monotonic()

    async def still_holds(self, identity: Identity) -> bool:
        """Whether it holds now."""
        return await self._batch.ask(identity)

    def doubt(self, user_id: UUID | None) -> None:
        """What is known of a user (None: of everybody) may be wrong from now on."""
        self._doubts += 1
        self._held = {identity: until for identity, until in self._held.items() if user_id not in (None, identity.user_id)}

    def sweep(self) -> None:
        """Forget what is too old to count."""
        now = time.monotonic()
        self._held = {identity: until for identity, until in self._held.items() if until > now}

    async def _check(self, identities: Sequence[Identity]) -> Mapping[Identity, bool]:
        doubts = self._doubts
        holding = await self._threads.run(lambda: find_holding(identities))
        if doubts == self._doubts:  # else the reading may be older than the doubt: answer with it, do not keep it
            self._held.update(dict.fromkeys(holding, time.monotonic() + FRESH))
        return {identity: identity in holding for identity in identities}


def find_holding(identities: Sequence[Identity]) -> frozenset[Identity]:
    """Those that hold, in one query."""
    with organisation_scope(None), connection.cursor() as cursor:
        columns = [(identity.user_id, identity.session, identity.family) for identity in identities]
        cursor.execute(_HOLDING, [list(column) for column in zip(*columns, strict=True)] if columns else [[], [], []])
        epochs = {(user_id, session, family): epoch for user_id, session, family, epoch in cursor.fetchall()}
    return frozenset(one for one in identities if epochs.get((one.user_id, one.session, one.family)) == one.epoch)
