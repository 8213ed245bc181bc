# SPDX-License-Identifier: AGPL-3.0-or-later
"""Tokens and codes brought where they do not belong open nothing, and the answer says which rule was broken."""

import pytest
from django.test import Client

from ruche.kernel.db.context import organisation_scope
from ruche.kernel.identity.registrar import organisation_registrar
from ruche.kernel.identity.services import create_token, register_application
from ruche.kernel.identity.tests.conftest import AUTHORIZE, BACK, TOKEN, USERINFO, Wiki, allow, returned
from ruche.kernel.identity.tests.test_provider import MEMBERS, bearer, tokens_of
from ruche.kernel.testing.people import find_actor


@pytest.fixture
def forum(atelier_a, alice):
    """Another program, which returns to the same address."""
    with organisation_scope(atelier_a.id, alice.id):
        made = register_application(organisation_registrar(find_actor(alice, atelier_a)), name="Forum", redirect_uris=[BACK])
    assert made.secret
    return Wiki(made.application, made.secret)


def test_what_says_who_somebody_is_opens_nothing(client_of, bob, wiki):
    tokens = tokens_of(client_of(bob), wiki, scope="openid organisation.view_members")
    assert bearer(tokens["id_token"]).get(MEMBERS).status_code == 401
    assert bearer(tokens["refresh_token"]).get(MEMBERS).status_code == 401
    assert bearer(tokens["access_token"]).get(MEMBERS).status_code == 200
    assert bearer(tokens["access_token"]).get("/o/atelier-a/").status_code in (302, 401), "nor any page"


def test_a_personal_token_is_no_token_of_an_application(bob, atelier_a):
    with organisation_scope(atelier_a.id, bob.id):
        text = create_token(find_actor(bob, atelier_a), name="Script", scopes=[], days=3).text
    answer = bearer(text).get(USERINFO)
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_token")


def test_what_was_given_to_one_program_is_worth_nothing_to_another(client_of, bob, wiki, forum):
    code = returned(allow(client_of(bob), wiki))["code"]
    stolen = forum.exchange(code)
    assert (stolen.status_code, stolen.json()["error"]) == (400, "invalid_grant")
    tokens = tokens_of(client_of(bob), wiki, prompt="consent")
    assert forum.refresh(tokens["refresh_token"]).status_code in (400, 401)
    own = {"client_id": forum.client_id, "client_secret": forum.secret}
    assert Client().post("/identity/o/api/introspect", {**own, "token": tokens["access_token"]}).json() == {"active": False}
    assert Client().post("/identity/o/api/revoke", {**own, "token": tokens["access_token"]}).status_code == 200
    assert bearer(tokens["access_token"]).get(USERINFO).status_code == 200


@pytest.mark.parametrize(
    ("changes", "status", "error"),
    [
        ({"code_verifier": "w" * 60}, 400, "invalid_grant"),
        ({"code_verifier": ""}, 400, None),
        ({"redirect_uri": "https://wiki.example.org/other"}, 400, None),
        ({"client_secret": "wrong"}, 401, "invalid_client"),
        ({"client_id": "nobody"}, 401, "invalid_client"),
        ({"code": "invented"}, 400, "invalid_grant"),
        ({"grant_type": "password"}, 400, None),
        ({"grant_type": ""}, 400, None),
    ],
)
def test_a_wrong_exchange_is_named(client_of, bob, wiki, changes, status, error):
    answer = wiki.exchange(**{"code": returned(allow(client_of(bob), wiki))["code"], **changes})
    told = answer.json()
    assert answer.status_code == status
    assert told["error"] if error is None else told["error"] == error


def test_a_replayed_code_is_named_and_what_it_gave_ends(client_of, bob, wiki):
    code = returned(allow(client_of(bob), wiki, scope="openid offline_access organisation.view_members"))["code"]
    first = wiki.exchange(code).json()
    assert bearer(first["access_token"]).get(MEMBERS).status_code == 200
    again = wiki.exchange(code)
    assert (again.status_code, again.json()["error"]) == (400, "invalid_grant")
    assert bearer(first["access_token"]).get(MEMBERS).status_code == 401
    assert wiki.refresh(first["refresh_token"]).status_code == 400
    assert wiki.exchange(code).status_code == 400


def test_what_came_after_a_replayed_code_stays(client_of, bob, wiki):
    code = returned(allow(client_of(bob), wiki, scope="openid organisation.view_members"))["code"]
    wiki.exchange(code)
    wiki.exchange(code)
    answer = returned(client_of(bob).get(AUTHORIZE, wiki.request(scope="openid organisation.view_members")))
    after = wiki.exchange(answer["code"]).json()
    assert wiki.exchange(code).status_code == 400
    assert bearer(after["access_token"]).get(MEMBERS).status_code == 200, "the person is not asked again, and a code ends things once"


def test_the_page_for_people_says_what_is_wrong_with_the_program(client_of, bob, wiki):
    for changes in ({"redirect_uri": "https://evil.example.org/"}, {"client_id": "nobody"}):
        page = client_of(bob).get(AUTHORIZE, wiki.request(**changes))
        assert page.status_code == 400
        assert "This application cannot sign you in" in page.content.decode()
        assert '"https://evil.example.org' not in page.content.decode()


def test_an_exchange_by_get_tells_nothing(wiki):
    assert Client().get(TOKEN, {"grant_type": "authorization_code", "code": "x"}).status_code == 405


def test_who_allows_less_takes_it_from_the_tokens_that_are_out(client_of, bob, wiki):
    scope = "openid email offline_access organisation.view_members"
    before = tokens_of(client_of(bob), wiki, scope=scope)
    assert bearer(before["access_token"]).get(MEMBERS).status_code == 200
    allow(client_of(bob), wiki, scope=scope, prompt="consent", scopes=[])
    assert bearer(before["access_token"]).get(MEMBERS).status_code == 403
    assert bearer(before["access_token"]).get(USERINFO).json()["email"] == bob.email
    after = wiki.refresh(before["refresh_token"]).json()
    assert after["scope"] == "openid email offline_access"
    assert bearer(after["access_token"]).get(MEMBERS).status_code == 403
