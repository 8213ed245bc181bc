# SPDX-License-Identifier: AGPL-3.0-or-later
"""The two doors into live updates, for any thread of any process (web, worker, shell)."""

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from ruche.kernel.realtime.doubts import tell_doubt
from ruche.kernel.realtime.envelopes import Circular, Envelope, Revocation
from ruche.kernel.realtime.process import announcer


def publish(topic: str, type: str, data: Mapping[str, Any], *, organisation_id: UUID) -> None:  # noqa: A002
    """Tell the followers of a topic, after commit. Data are the same for every reader; `revision` in them orders them.

    Each revision of a topic is told exactly once.
    """
    envelope = Envelope.of(topic, type, data, organisation_id)
    _after_commit(lambda: announcer.announce(envelope))


def publish_to_many(kind: str, keys: Iterable[UUID] | bytes, type: str, data: Mapping[str, Any], *, organisation_id: UUID) -> None:  # noqa: A002
    """Tell the followers of many topics of one kind, all without history, the same. It is encoded once and travels once.

    `keys` as bytes: 16 of each uuid, one after the other. Where data exceed 6,000 bytes, other processes tell `resync` instead.
    """
    packed = keys if isinstance(keys, bytes) else b"".join(key.bytes for key in keys)
    for circular in Circular.each(kind, packed, type, data, organisation_id):
        _after_commit(partial(announcer.announce, circular))


def revoke(*, user_id: UUID | None = None, organisation_id: UUID | None = None) -> None:
    """Have rights checked again, after commit: of a user, everywhere or in one organisation, or of a whole organisation.

    Call it when a session, a membership, a role, a group or an activation changes. Who lost a right is silenced.
    """
    _after_commit(lambda: _revoke_now(user_id, organisation_id))


def revoke_topic(topic: str, *, organisation_id: UUID) -> None:
    """The same for everybody who follows a topic: what it is about was closed, archived or removed."""
    _after_commit(lambda: announcer.announce(Revocation(None, organisation_id, topic)))


def _revoke_now(user_id: UUID | None, organisation_id: UUID | None) -> None:
    tell_doubt(user_id, organisation_id)  # here at once, not when the event loop comes round to it
    announcer.announce(Revocation(user_id, organisation_id))


def _after_commit(act: Callable[[], None]) -> None:
    if connection.in_atomic_block:
        transaction.on_commit(act)
    else:
        act()
