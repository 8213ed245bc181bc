# SPDX-License-Identifier: AGPL-3.0-or-later
"""What happens at the same moment: works side by side, and one that waits for another, each on a connection of its own."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from uuid import uuid4

from django.db import connection, transaction

from ruche.kernel.access.actor import Actor
from ruche.kernel.db.context import organisation_scope
from ruche.kernel.errors import DomainError
from ruche.modules.chat.services import post_message

# Somebody waits for the end of this very transaction.
WAITING = "select exists (select from pg_locks where not granted and transactionid = pg_current_xact_id()::xid)"


def together(actor: Actor, *works: Callable[[], object]) -> list[object]:
    """Run each in a thread of its own, with a database connection of its own."""

    def run(work: Callable[[], object]) -> object:
        try:
            with organisation_scope(actor.organisation_id):
                return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as threads:
        return list(threads.map(run, works))


@contextmanager
def meanwhile(actor, work):
    """Hold the transaction of the block open until `work`, on a connection of its own, waits for it; gives its result."""
    outcome = []

    def run():
        try:
            with organisation_scope(actor.organisation_id):
                outcome.append(work())
        except DomainError as refusal:
            outcome.append(refusal)
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    with organisation_scope(actor.organisation_id), transaction.atomic():
        yield outcome
        thread.start()
        wait_until_somebody_waits()
    thread.join(10)
    assert not thread.is_alive()


def wait_until_somebody_waits():
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        with connection.cursor() as cursor:
            cursor.execute(WAITING)
            if cursor.fetchone()[0]:
                return
        time.sleep(0.01)
    raise AssertionError("nobody waited")


def post(actor, channel, body="In between"):
    """The work of saying something."""
    return lambda: post_message(actor, channel_id=channel.id, client_id=uuid4(), body=body)
