# SPDX-License-Identifier: AGPL-3.0-or-later
"""A wiki that people of Atelier A sign in to, and what its server does."""

import base64
import hashlib
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.http import HttpResponse
from django.test import Client

from ruche.kernel.db.context import organisation_scope
from ruche.kernel.identity.models import Application
from ruche.kernel.identity.registrar import organisation_registrar
from ruche.kernel.identity.services import register_application
from ruche.kernel.testing.people import find_actor

BACK = "https://wiki.example.org/callback"
VERIFIER = "v" * 60
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
AUTHORIZE, TOKEN, USERINFO = "/identity/o/authorize", "/identity/o/api/token", "/identity/o/api/userinfo"


@dataclass
class Wiki:
    """The program's own side."""

    application: Application
    secret: str

    @property
    def client_id(self) -> str:
        return str(self.application.client_id)

    def request(self, **changes: Any) -> dict[str, Any]:
        values = {
            "client_id": self.client_id,
            "redirect_uri": BACK,
            "response_type": "code",
            "scope": "openid profile email groups",
            "state": "s1",
            "nonce": "n1",
            "code_challenge": CHALLENGE,
            "code_challenge_method": "S256",
            **changes,
        }
        return {name: value for name, value in values.items() if value is not None}

    def exchange(self, code: str, **changes: Any) -> HttpResponse:
        values = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": BACK,
            "code_verifier": VERIFIER,
            "client_id": self.client_id,
            "client_secret": self.secret,
            **changes,
        }
        return Client().post(TOKEN, values)

    def refresh(self, token: str) -> HttpResponse:
        values = {"grant_type": "refresh_token", "refresh_token": token, "client_id": self.client_id, "client_secret": self.secret}
        return Client().post(TOKEN, values)


def allow(client: Client, wiki: Wiki, *, press: str = "grant", scopes: list[str] | None = None, **changes: Any) -> HttpResponse:
    """Open the page and press a button; the scopes that are ticked stay so unless others are named."""
    page = client.get(AUTHORIZE, wiki.request(**changes))
    assert page.status_code == 200, (page.status_code, page.headers.get("Location"))
    context = page.context
    ticked = [permission.name for permission in context["permissions"]] if scopes is None else scopes
    organisation = str(context["choices"][0].organisation_id) if context["choices"] else ""
    return client.post(AUTHORIZE, {"request": context["request_text"], "action": press, "organisation": organisation, "scopes": ticked})


def returned(response: HttpResponse) -> dict[str, str]:
    """What the browser brings back to the wiki."""
    assert response.status_code == 302, response.content[:300]
    assert response["Location"].startswith(BACK)
    return dict(parse_qsl(urlsplit(response["Location"]).query))


@pytest.fixture
def wiki(atelier_a, alice):
    actor = find_actor(alice, atelier_a)
    with organisation_scope(atelier_a.id, alice.id):
        made = register_application(
            organisation_registrar(actor),
            name="Wiki",
            redirect_uris=[BACK],
            origins=["https://wiki.example.org"],
            permissions=["organisation.view_members", "chat.post_message"],
        )
    assert made.secret
    return Wiki(made.application, made.secret)
