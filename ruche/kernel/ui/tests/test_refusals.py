# SPDX-License-Identifier: AGPL-3.0-or-later
import json

from django.utils import translation

from ruche.kernel.errors import Conflict, TooManyAttempts
from ruche.kernel.security.request_log import RequestFacts, current_request
from ruche.kernel.ui.refusals import refuse, server_error


def test_part_of_a_page_gets_a_toast_and_keeps_what_it_shows(rf):
    response = refuse(rf.post("/", headers={"HX-Request": "true"}), Conflict())
    assert response.status_code == 409
    assert response["HX-Reswap"] == "none"
    assert json.loads(response["HX-Trigger"])["toast"] == {"message": str(Conflict().message), "kind": "bad"}


def test_header_of_a_toast_is_ascii_whatever_the_language(rf):
    response = refuse(rf.post("/", headers={"HX-Request": "true"}), Conflict("Déjà modifié"))
    assert response["HX-Trigger"].isascii()


def test_limit_says_when_to_come_back(rf):
    assert refuse(rf.post("/", headers={"HX-Request": "true"}), TooManyAttempts(retry_after=30))["Retry-After"] == "30"


def test_unknown_address_has_a_page_with_a_way_out(client_of, alice, atelier_a):
    response = client_of(alice).get("/o/atelier-a/no-such-page/")
    assert response.status_code == 404
    assert "There is nothing here" in response.content.decode()
    assert 'class="r-rail"' in response.content.decode()


def test_unknown_address_shows_strangers_nothing_of_the_organisation(client_of, client, charlie, atelier_a):
    for asking in (client_of(charlie), client):
        response = asking.get("/o/atelier-a/chat/no-such-page/")
        assert response.status_code == 404
        assert 'class="r-rail"' not in response.content.decode()
        assert "Atelier A" not in response.content.decode()


def test_missing_right_is_said_inside_the_organisation_with_who_can_give_it(client_of, bob, atelier_a):
    page = client_of(bob).get("/o/atelier-a/settings/members/")
    assert page.status_code == 403
    assert 'class="r-rail"' in page.content.decode()
    assert "r-refusal-people" in page.content.decode()
    assert "Alice" in page.content.decode()


def test_stranger_gets_no_frame_of_the_organisation(client_of, charlie, atelier_a):
    page = client_of(charlie).get("/o/atelier-a/settings/members/")
    assert page.status_code == 404
    assert 'class="r-rail"' not in page.content.decode()
    assert "Alice" not in page.content.decode()


def test_failure_page_asks_nobody_anything_and_names_its_reference(rf):
    request = rf.get("/")
    request.csp_nonce = "abc"
    token = current_request.set(RequestFacts("f8a6ddba"))
    with translation.override("en"):
        response = server_error(request)
    current_request.reset(token)
    assert response.status_code == 500
    page = response.content.decode()
    assert "Something failed" in page
    assert "f8a6ddba" in page
    assert 'nonce="abc"' in page
