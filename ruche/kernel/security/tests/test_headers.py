# SPDX-License-Identifier: AGPL-3.0-or-later
import re

import pytest
from django.test import Client
from pytest_django import Settings

from ruche.kernel.users.models import User

pytestmark = pytest.mark.django_db


def _policy(answer: object) -> dict[str, str]:
    directives = (part.strip().split(" ", 1) for part in answer["Content-Security-Policy"].split(";"))
    return {name: values[0] if values else "" for name, *values in directives}


def test_a_page_may_run_only_what_carries_its_nonce(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ruche.kernel.ui.builds.is_built", lambda: True)
    monkeypatch.setattr("ruche.kernel.ui.builds.stylesheets", lambda source: [])
    monkeypatch.setattr("ruche.kernel.ui.builds.address", lambda name: f"/static/{name}")
    answer = Client().get("/account/sign-in/")
    policy = _policy(answer)
    nonce = re.search(r"'nonce-([\w-]{20,})'", policy["script-src"])[1]
    assert policy["script-src"] == f"'nonce-{nonce}' 'strict-dynamic'"
    assert policy["default-src"] == policy["object-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert policy["form-action"] == "'self'"
    assert policy["connect-src"] == "'self' ws://testserver"
    assert "unsafe" not in answer["Content-Security-Policy"]
    html = answer.content.decode()
    scripts = re.findall(r"<script[^>]*>", html)
    assert scripts
    assert all(f'nonce="{nonce}"' in script for script in scripts)
    assert all(f'nonce="{nonce}"' in style for style in re.findall(r"<style[^>]*>", html))
    assert not re.search(r"\son\w+=|\sstyle=|javascript:", html)


def test_each_answer_has_its_own_nonce() -> None:
    assert len({Client().get("/account/sign-in/")["Content-Security-Policy"] for _ in range(3)}) == 3


@pytest.mark.parametrize("path", ["/account/sign-in/", "/readyz", "/nowhere/", "/api/v1/organisations/"])
def test_every_answer_carries_the_fixed_headers(path: str) -> None:
    answer = Client().get(path)
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in answer["Permissions-Policy"]
    assert "Strict-Transport-Security" not in answer
    assert "Content-Security-Policy" in answer
    assert re.fullmatch(r"[\w-]{8,64}", answer["X-Request-Id"])


def test_behind_tls_browsers_stay_there(settings: Settings) -> None:
    settings.IS_SECURE = True
    assert Client().get("/account/sign-in/", secure=True)["Strict-Transport-Security"] == "max-age=31536000"


def test_the_documentation_of_the_api_has_a_policy_of_its_own() -> None:
    policy = _policy(Client().get("/api/docs/"))
    assert policy["script-src"] == "'self'"
    assert policy["default-src"] == "'none'"


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(alice: User) -> None:
    client = Client()
    client.get("/account/sign-in/")
    answer = client.post("/account/sign-in/", {"login": "alice@example.org", "password": "correct horse battery"})
    session = answer.cookies["ruche_session"]
    assert session["httponly"]
    assert session["samesite"] == "Lax"
    assert not session["secure"]


def test_robots_stay_out() -> None:
    answer = Client().get("/robots.txt")
    assert (answer["Content-Type"], answer.content) == ("text/plain", b"User-agent: *\nDisallow: /\n")
