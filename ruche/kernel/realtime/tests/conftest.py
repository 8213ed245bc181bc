# SPDX-License-Identifier: AGPL-3.0-or-later
from collections.abc import Callable, Iterator

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client

from ruche.kernel.realtime import people_present, registry
from ruche.kernel.realtime.process import announcer
from ruche.kernel.realtime.tests.boards import KIND, Boards
from ruche.kernel.realtime.tests.live_server import LiveServer
from ruche.kernel.realtime.tickets import make_ticket
from ruche.kernel.users.models import User


@pytest.fixture
def boards(monkeypatch: pytest.MonkeyPatch) -> Boards:
    """The only topics there are, besides the kernel's own."""
    boards = Boards()
    monkeypatch.setattr(registry, "all_topics", lambda: {KIND: boards.topic, **people_present.topics})
    return boards


@pytest.fixture
def brisk(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock of a server that starts after this looks five times a second."""
    monkeypatch.setattr("ruche.kernel.realtime.live.BEAT", 0.2)


@pytest.fixture
def server(transactional_db: None, boards: Boards) -> Iterator[LiveServer]:
    with LiveServer() as server:
        yield server
    announcer.hang_up()


@pytest.fixture
def ticket_for(client_of: Callable[[User], Client]) -> Callable[[User], str]:
    """ticket_for(user): the ticket of a new session."""

    def sign_in(user: User) -> str:
        return make_ticket(user, client_of(user).session.session_key)

    return sign_in


@pytest.fixture
def end_sessions_of() -> Callable[[User], None]:
    """end_sessions_of(user): as signing out does."""

    def end(user: User) -> None:
        for session in SessionStore.get_model_class().objects.all():
            if session.get_decoded().get("_auth_user_id") == str(user.pk):
                session.delete()

    return end
