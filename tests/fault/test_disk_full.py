# SPDX-License-Identifier: AGPL-3.0-or-later
"""A small disk that is really full: a start is refused, a running Ruche goes on reading and loses nothing.

The disk is a tmpfs in a mount namespace of the instance's own: it ends with the process, whatever becomes of the test.
"""

import os
import re
import shlex
import subprocess
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.fault.instance import COMMAND, ROOT, Instance, free_port, variables

pytestmark = pytest.mark.fault
_MIB = 1024 * 1024
_PERSON = {"name": "Ada", "email": "ada@ruche.example", "password": "a long enough pass phrase"}
_FULL = "Its disk is full. Reading still works."


def python_on_a_disk(script: Path, folder: Path, size: str, before: str = "true") -> str:
    """A stand-in for Python whose `folder` is a disk of that size; `before` is a command to run there first."""
    mine = ["-m"] if os.geteuid() == 0 else ["--map-current-user", "--keep-caps", "-m"]
    inner = f'mount -t tmpfs -o size={size},mode=0755 none {shlex.quote(str(folder))} && {before} && exec {shlex.quote(COMMAND[0])} "$@"'
    script.write_text(f'#!/bin/sh\nexec {shlex.join(["unshare", *mine, "sh", "-ec", inner, "sh"])} "$@"\n')
    script.chmod(0o755)
    return str(script)


class SmallDisk:
    """The disk of a running instance, seen from outside its namespace."""

    def __init__(self, instance: Instance) -> None:
        assert instance.process is not None
        self.folder = Path(f"/proc/{instance.process.pid}/root{instance.data_dir}")
        self._filler = self.folder.parent / "filler"

    def leave(self, left: int) -> None:
        """Fill it until at most `left` bytes are free, and until Ruche has looked."""
        with self._filler.open("ab") as file:
            while (free := self._free()) > left:
                os.posix_fallocate(file.fileno(), os.fstat(file.fileno()).st_size, free - left)
        time.sleep(1.2)

    def clear(self) -> None:
        self._filler.unlink()
        time.sleep(1.2)

    def _free(self) -> int:
        status = os.statvfs(self.folder)
        return status.f_bavail * status.f_frsize


class Browser(httpx.Client):
    def submit(self, path: str, **form: str | list[str]) -> httpx.Response:
        """Open the page, fill in its form, send it."""
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.get(path).text)
        assert token
        return self.post(path, data={"csrfmiddlewaretoken": token[1], **form}, headers={"Referer": f"{self.base_url}"})


class Talk:
    """The first channel of an organisation that was just made, by the API."""

    def __init__(self, browser: Browser) -> None:
        person = {name: _PERSON[name] for name in ("email", "password")}
        access = browser.post("/api/v1/token/", json=person).json()["access"]
        self._browser, self._headers = browser, {"Authorization": f"Bearer {access}"}
        self.channel = self._ask("GET", "channels/").json()["results"][0]["id"]
        self.posted: list[str] = []

    def _ask(self, method: str, path: str, **options: Any) -> httpx.Response:
        return self._browser.request(method, f"/api/v1/o/bees/chat/{path}", headers=self._headers, **options)

    def post(self, body: str) -> httpx.Response:
        answer = self._ask("POST", f"channels/{self.channel}/messages/", json={"client_id": str(uuid.uuid4()), "body": body})
        if answer.status_code == 201:
            self.posted.append(body)
        return answer

    def read(self) -> list[str]:
        answer = self._ask("GET", f"channels/{self.channel}/messages/")
        assert answer.status_code == 200, answer.text
        return [message["body"] for message in answer.json()["results"]]


@pytest.fixture
def small(prepared: Path, tmp_path: Path) -> Iterator[Instance]:
    """A running Ruche whose whole data folder lies on a disk of 420 MB."""
    disk = tmp_path / "disk"
    disk.mkdir()
    instance = Instance(disk / "data", RUCHE_LANGUAGE="en")
    copy = shlex.join(["cp", "-a", str(prepared), str(instance.data_dir)])
    instance.start(python=python_on_a_disk(tmp_path / "python", disk, "420m", copy))
    try:
        instance.wait()
        yield instance
    finally:
        instance.end()


@pytest.fixture
def admin(small: Instance) -> Iterator[Browser]:
    """Signed in as the first administrator, who made an organisation."""
    small.wait_for("Ctrl-C ends it.")
    link = re.search(r"/setup/\S+", small.said())
    assert link
    with new_browser(small) as browser:
        assert browser.submit(link[0], **_PERSON).status_code == 200
        made = create_organisation(browser, "bees")
        assert made.url.path.startswith("/o/bees/"), made.text
        yield browser


def new_browser(instance: Instance) -> Browser:
    return Browser(base_url=f"http://localhost:{instance.port}", follow_redirects=True, timeout=20, headers={"Accept-Language": "en"})


def create_organisation(browser: Browser, slug: str) -> httpx.Response:
    form: dict[str, Any] = {"name": slug, "kind": "team", "slug": slug, "colour_0": "#b97a08", "modules": ["chat", "people"]}
    return browser.submit("/organisations/new/", **form)


def sign_in(instance: Instance) -> httpx.Response:
    """By somebody who comes just now."""
    with new_browser(instance) as browser:
        return browser.submit("/account/sign-in/", login=_PERSON["email"], password=_PERSON["password"])


def assert_reading_works(browser: Browser, talk: Talk) -> None:
    for path in ("/readyz", "/o/bees/", f"/o/bees/chat/c/{talk.channel}/", "/account/preferences/"):
        assert browser.get(path).status_code == 200, path
    with httpx.Client(base_url=browser.base_url) as stranger:
        assert "Sign in" in stranger.get("/account/sign-in/", headers={"Accept-Language": "en"}).text
    assert talk.read() == talk.posted


def assert_writing_is_refused(browser: Browser, talk: Talk) -> None:
    page = create_organisation(browser, "wasps")
    assert (page.status_code, page.headers["retry-after"]) == (503, "60")
    assert "Ruche cannot save anything for the moment" in page.text
    assert _FULL in page.text
    answer = talk.post("Refused")
    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
    assert answer.json()["message"] == f"Ruche cannot save anything for the moment. {_FULL}"
    assert browser.get("/o/wasps/").status_code == 404


def test_disk_that_fills_while_running(small: Instance, admin: Browser) -> None:
    disk, talk = SmallDisk(small), Talk(admin)
    assert talk.post("Before").status_code == 201
    disk.leave(60 * _MIB)
    assert_reading_works(admin, talk)
    assert_writing_is_refused(admin, talk)
    assert sign_in(small).url.path.startswith("/o/bees/")
    disk.leave(0)
    assert_reading_works(admin, talk)
    assert_writing_is_refused(admin, talk)
    assert sign_in(small).status_code == 503
    disk.clear()
    assert talk.post("After").status_code == 201
    assert create_organisation(admin, "wasps").url.path.startswith("/o/wasps/")
    os.kill(int((disk.folder / "run/database").read_text().split()[0]), 9)
    time.sleep(0.5)
    small.wait()
    assert_reading_works(admin, talk)
    assert talk.posted == ["Before", "After"]
    assert "Traceback" not in small.said()


def test_start_on_a_full_disk(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    python = python_on_a_disk(tmp_path / "python", disk, "64m")
    command, environment = [python, *COMMAND[1:], "serve"], variables(disk / "data", free_port())
    ended = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False)
    lines = [line for line in ended.stderr.splitlines() if not re.fullmatch(r"Ruche [0-9.]+ is starting\.", line)]
    assert ended.returncode == 1
    assert len(lines) == 1, ended.stderr
    assert lines[0].startswith(f"ruche: The disk of {disk / 'data'} is full (6")
    assert lines[0].endswith("make room, or set RUCHE_DATA_DIR to a folder elsewhere.")
