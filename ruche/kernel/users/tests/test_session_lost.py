# SPDX-License-Identifier: AGPL-3.0-or-later
"""A session ends while somebody types: nothing typed may go away with the page."""

import pytest
from django.test import Client

from ruche.kernel.organisations.models import Organisation
from ruche.kernel.users.models import User

pytestmark = pytest.mark.django_db
PAGE = "http://testserver/o/atelier-a/settings/?tab=1"


def test_a_part_of_a_page_gets_401_and_stays_where_it_is(atelier_a: Organisation) -> None:
    answer = Client().post("/o/atelier-a/", {"text": "typed"}, headers={"hx-request": "true", "hx-current-url": PAGE})
    assert answer.status_code == 401
    assert answer.content == b""
    assert answer["Location"] == "/account/sign-in/?next=%2Fo%2Fatelier-a%2Fsettings%2F%3Ftab%3D1"


def test_a_whole_form_leads_to_sign_in_and_back_to_its_page(atelier_a: Organisation) -> None:
    answer = Client().post("/o/atelier-a/", {"text": "typed"}, headers={"referer": PAGE})
    assert answer["Location"] == "/account/sign-in/?next=%2Fo%2Fatelier-a%2Fsettings%2F%3Ftab%3D1"


@pytest.mark.parametrize("referer", ["https://evil.example/o/atelier-a/", "", "about:blank", "//evil.example/", "http://["])
def test_a_form_from_elsewhere_leads_to_the_start(atelier_a: Organisation, referer: str) -> None:
    answer = Client().post("/o/atelier-a/", {"text": "typed"}, headers={"referer": referer})
    assert answer["Location"] == "/account/sign-in/?next=%2F"


def test_a_page_that_was_only_asked_for_leads_back_to_itself(atelier_a: Organisation) -> None:
    answer = Client().get("/o/atelier-a/?tab=2", headers={"referer": PAGE})
    assert answer["Location"] == "/account/sign-in/?next=/o/atelier-a/%3Ftab%3D2"


def test_after_signing_in_the_page_is_there_again(alice: User, atelier_a: Organisation) -> None:
    client = Client()
    address = client.post("/o/atelier-a/", {"text": "typed"}, headers={"referer": "http://testserver/account/preferences/"})["Location"]
    answer = client.post(address, {"login": "alice@example.org", "password": "correct horse battery"})
    assert answer["Location"] == "/account/preferences/"
