# SPDX-License-Identifier: AGPL-3.0-or-later
"""Web pages elsewhere: a browser is let ask by any application's origin, and may read what that application's token got."""

from django.test import Client

from ruche.kernel.identity.tests.conftest import TOKEN, USERINFO, allow, returned

ORIGIN = "https://wiki.example.org"
MEMBERS = "/api/v1/o/atelier-a/members/"
ALLOW = "Access-Control-Allow-Origin"


def ask_first(origin: str, path: str = MEMBERS):
    return Client().options(path, headers={"Origin": origin, "Access-Control-Request-Method": "GET"})


def test_the_question_before(wiki):
    answer = ask_first(ORIGIN)
    assert (answer.status_code, answer[ALLOW]) == (204, ORIGIN)
    assert "Authorization" in answer["Access-Control-Allow-Headers"]
    assert "Access-Control-Allow-Credentials" not in answer.headers
    assert ALLOW not in ask_first("https://evil.example.org").headers
    assert ALLOW not in ask_first("null").headers
    wiki.application.is_active = False
    wiki.application.save()
    assert ALLOW not in ask_first(ORIGIN).headers


def test_the_answer_is_for_the_page_of_the_tokens_application(client_of, bob, wiki):
    tokens = wiki.exchange(returned(allow(client_of(bob), wiki, scope="openid organisation.view_members"))["code"]).json()
    headers = {"Authorization": f"Bearer {tokens['access_token']}", "Origin": ORIGIN}
    answer = Client().get(MEMBERS, headers=headers)
    assert (answer.status_code, answer[ALLOW], answer["Vary"]) == (200, ORIGIN, answer["Vary"])
    assert "Origin" in answer["Vary"]
    assert answer["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert ALLOW not in Client().get(MEMBERS, headers={**headers, "Origin": "https://evil.example.org"}).headers
    told = Client().get(USERINFO, headers=headers)
    assert (told.status_code, told[ALLOW]) == (200, ORIGIN)


def test_cookies_open_nothing_to_other_pages(client_of, bob, wiki):
    answer = client_of(bob).get(MEMBERS, headers={"Origin": ORIGIN})
    assert answer.status_code == 200
    assert ALLOW not in answer.headers
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"


def test_a_page_learns_that_its_token_ended_and_gets_the_next(wiki):
    ended = Client().get(MEMBERS, headers={"Authorization": "Bearer ruche_at_x", "Origin": ORIGIN})
    assert (ended.status_code, ended[ALLOW]) == (401, ORIGIN)
    asked = Client().post(TOKEN, {"client_id": wiki.client_id, "grant_type": "refresh_token"}, headers={"Origin": ORIGIN})
    assert asked[ALLOW] == ORIGIN
    assert ALLOW not in Client().post(TOKEN, {"client_id": "x"}, headers={"Origin": ORIGIN}).headers
