# SPDX-License-Identifier: AGPL-3.0-or-later
import json

import pytest
from django.test import Client

from ruche.kernel.users.models import User

pytestmark = pytest.mark.django_db
PAGE = "/account/preferences/"


@pytest.fixture
def client(alice: User) -> Client:
    client = Client(enforce_csrf_checks=True)
    client.force_login(alice)
    return client


def test_a_form_without_its_token_changes_nothing_and_the_page_explains(client: Client, alice: User) -> None:
    answer = client.post(PAGE, {"theme": "dark"})
    assert answer.status_code == 403
    html = answer.content.decode()
    assert "This page was open for too long" in html
    assert "CSRF" not in html
    assert answer["Content-Security-Policy"]
    alice.refresh_from_db()
    assert alice.theme == "auto"


def test_a_part_of_a_page_becomes_a_toast(client: Client) -> None:
    answer = client.post(PAGE, {"theme": "dark"}, headers={"hx-request": "true"})
    assert answer.status_code == 403
    assert "This page was open for too long" in json.loads(answer["HX-Trigger"])["toast"]["message"]


def test_the_api_says_it_in_json(client: Client) -> None:
    answer = client.post("/api/v1/organisations/", {}, "application/json")
    assert answer.status_code in (403, 405)
    assert answer.json().keys() == {"code", "message", "fields"}


@pytest.mark.parametrize("origin", ["https://evil.example", "http://testserver.evil.example", "null"])
def test_a_form_from_another_site_is_refused_even_with_the_token(client: Client, origin: str) -> None:
    client.get(PAGE)
    token = client.cookies["ruche_csrf"].value
    assert client.post(PAGE, {"theme": "dark", "csrfmiddlewaretoken": token}, headers={"origin": origin}).status_code == 403
    assert client.post(PAGE, {"theme": "dark", "csrfmiddlewaretoken": token}, headers={"origin": "http://testserver"}).status_code == 302
