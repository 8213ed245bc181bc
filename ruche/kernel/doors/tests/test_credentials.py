# SPDX-License-Identifier: AGPL-3.0-or-later
"""Before anybody knows who asks, nothing that they send stays in memory."""

from uuid import UUID

import pytest

from ruche.kernel.doors import Door
from ruche.kernel.doors.credentials import MOST_KEPT, _known_to_be_from_a_page, find_credential
from ruche.kernel.doors.door import Call

KEY, TOKEN = "s" * 32, "a" * 32
DOOR = Door(route="", path="", limit="", read=lambda sent: None, act=lambda actor: None)  # type: ignore[arg-type,return-value]


@pytest.fixture(autouse=True)
def _forgotten() -> None:
    _known_to_be_from_a_page.cache_clear()


def call(**headers: str) -> Call:
    page = {"cookie": f"ruche_session={KEY}; ruche_csrf={TOKEN}", "x-csrftoken": TOKEN, "origin": "http://localhost"}
    return Call(DOOR, "chat", "atelier-a", {"id": UUID(int=1)}, "localhost", "http", page | headers, b"", "")


def kept() -> int:
    return _known_to_be_from_a_page.cache_info().currsize


def test_what_a_page_sends_is_judged_once() -> None:
    assert find_credential(call()) == find_credential(call())
    assert find_credential(call()) is not None
    assert kept() == 1


def test_what_is_long_is_judged_and_forgotten() -> None:
    long = "http://localhost/" + "x" * MOST_KEPT
    assert find_credential(call(referer=long)) is not None
    assert find_credential(call(referer=long, origin="http://elsewhere.example")) is None
    assert find_credential(call(cookie=f"ruche_session={KEY}; ruche_csrf={'b' * MOST_KEPT}")) is None
    assert find_credential(call(**{"x-csrftoken": "c" * MOST_KEPT})) is None
    assert kept() == 0
