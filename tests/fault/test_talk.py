# SPDX-License-Identifier: AGPL-3.0-or-later
"""Processes are killed in the middle of a talk: what was acknowledged is there once, in order, and everybody catches up."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.fault.instance import Instance, copy_of
from tests.fault.talk import PATIENCE, Talk

pytestmark = pytest.mark.fault
BETWEEN = 15  # messages acknowledged between two kills


@pytest.fixture
def instance(peopled: Path, tmp_path: Path) -> Iterator[Instance]:
    instance = Instance(copy_of(peopled, tmp_path / "data"), RUCHE_DEMO="1", RUCHE_LIMIT_FACTOR="1000")
    instance.start()
    try:
        instance.wait()
        yield instance
    finally:
        instance.end()


@pytest.mark.parametrize("name", ["web", "worker", "database"])
def test_talk_survives_two_kills(instance: Instance, name: str) -> None:
    check(talk_through(instance, lambda: instance.kill(name), kills=2))


@pytest.mark.long
@pytest.mark.parametrize("name", ["web", "worker", "database"])
def test_talk_survives_twenty_kills(instance: Instance, name: str) -> None:
    check(talk_through(instance, lambda: instance.kill(name), kills=20))


def test_talk_survives_the_end_of_everything(instance: Instance) -> None:
    """The machine is pulled from the wall: every process at once, and a start as if nothing had been."""

    def pull_the_plug() -> None:
        assert instance.process is not None
        for pid in (instance.process.pid, *instance.pids()):
            os.kill(pid, signal.SIGKILL)
        instance.process.wait()
        instance.start()
        instance.wait()

    check(talk_through(instance, pull_the_plug, kills=1))


def talk_through(instance: Instance, kill: Callable[[], object], *, kills: int) -> Talk:
    talk = Talk(instance)
    talk.begin()
    for _ in range(kills):
        talk.wait_for(BETWEEN)
        kill()
    talk.wait_for(BETWEEN)
    instance.wait(PATIENCE)
    talk.stop()
    return talk


def check(talk: Talk) -> None:
    history = talk.history()
    assert [message["position"] for message in history] == list(range(1, len(history) + 1))
    written = {message["client_id"]: message for message in history}
    assert len(written) == len(history)
    assert {one.client_id: one.answer for one in talk.acknowledged} == written
    for writer in {one.writer for one in talk.acknowledged}:
        mine = sorted((one for one in talk.acknowledged if one.writer == writer), key=lambda one: one.nth)
        assert [one.answer["position"] for one in mine] == sorted(one.answer["position"] for one in mine)
    for heard in talk.heard:
        assert [event["data"]["revision"] for event in heard] == sorted({event["data"]["revision"] for event in heard})
        assert {event["data"]["id"]: event["data"] for event in heard} == {message["id"]: message for message in history}
    check_consequences(talk)


def check_consequences(talk: Talk) -> None:
    """The worker may be behind; in the end nothing is missing, and nothing is there twice."""
    called = talk.mentions()
    sample = [*talk.acknowledged[:3], *talk.acknowledged[-3:], *called[:3]]
    assert called
    wanted = (sorted(one.answer["position"] for one in called), [[one.answer["id"]] for one in sample])
    deadline = time.monotonic() + PATIENCE
    while (found := (talk.notified(), [talk.found(one) for one in sample])) != wanted:
        assert time.monotonic() < deadline, (found, wanted)
        time.sleep(0.2)
