# SPDX-License-Identifier: AGPL-3.0-or-later
import json

import pytest
from django.template.loader import render_to_string

from ruche.kernel.errors import Conflict, TooManyAttempts
from ruche.kernel.ui.refusals import refuse


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


@pytest.mark.parametrize("template", ["500.html"])
def test_failure_page_needs_neither_request_nor_database(template):
    assert "Something failed" in render_to_string(template)
