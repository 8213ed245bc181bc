# SPDX-License-Identifier: AGPL-3.0-or-later
import pytest
from django.test import Client

from ruche.kernel.users.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.urls("ruche.kernel.api.tests.routes")]


@pytest.fixture
def client(alice: User) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(alice)
    return client


@pytest.mark.parametrize(
    ("name", "status", "code"),
    [
        ("domain", 422, "refused"),
        ("invalid", 422, "invalid"),
        ("not-found", 404, "not_found"),
        ("http404", 404, "not_found"),
        ("forbidden", 403, "permission_refused"),
        ("denied", 403, "permission_refused"),
        ("conflict", 409, "conflict"),
        ("limited", 429, "too_many_attempts"),
        ("mistake", 500, "server_error"),
    ],
)
def test_every_error_has_one_shape(client, name, status, code):
    response = client.get(f"/api/v1/tests/raise/{name}/")
    body = response.json()
    assert (response.status_code, body["code"]) == (status, code)
    assert body.keys() == {"code", "message", "fields"}
    assert body["message"]
    assert "Zero" not in body["message"]


def test_limit_says_when_to_return(client):
    assert client.get("/api/v1/tests/raise/limited/").headers["Retry-After"] == "7"


def test_fields_are_named_wherever_they_are(client):
    data = {"title": "much too long", "people": [{"name": "Zoë", "born_at": "2026-03-12T09:14:05Z"}, {"name": ""}]}
    response = client.post("/api/v1/tests/echo/", data, content_type="application/json")
    assert response.status_code == 422
    assert response.json()["fields"].keys() == {"title", "people.1.name", "people.1.born_at"}


def test_what_concerns_no_field_is_the_message(client):
    response = client.post("/api/v1/tests/echo/", {"title": "Fête", "people": []}, content_type="application/json")
    assert response.json() == {"code": "invalid", "message": "Nobody may party.", "fields": {}}


@pytest.mark.parametrize(
    ("body", "kind", "status", "code"),
    [
        ("{", "application/json", 400, "malformed"),
        (b"\xff\xfe{}", "application/json", 400, "malformed"),
        ("[" * 100_000, "application/json", 400, "malformed"),
        ('{"title": "a\\u0000b", "people": []}', "application/json", 400, "malformed"),
        ('{"title": "\\ud800", "people": []}', "application/json", 400, "malformed"),
        ("[]", "application/json", 422, "invalid"),
        ("3", "application/json", 422, "invalid"),
        ("null", "application/json", 422, "invalid"),
        ("title=x", "application/x-www-form-urlencoded", 415, "unsupported_media_type"),
        ("<a/>", "application/xml", 415, "unsupported_media_type"),
        ('{"title": "' + "x" * 3_000_000 + '"}', "application/json", 413, "too_large"),
    ],
)
def test_bad_bodies_are_refused_clearly(client, body, kind, status, code):
    response = client.generic("POST", "/api/v1/tests/echo/", body, content_type=kind)
    assert (response.status_code, response.json()["code"]) == (status, code)


def test_wrong_method_and_wrong_address_are_json(client):
    wrong_method = client.delete("/api/v1/tests/echo/")
    assert (wrong_method.status_code, wrong_method.json()["code"]) == (405, "method_not_allowed")
    assert "POST" in wrong_method.headers["Allow"]
    for address in ("/api/nothing/", "/api/v1/nothing/", "/api/v1/o/nobody/chat/channels/", "/api/v1/tests/raise/%00/"):
        response = client.get(address)
        assert response.headers["Content-Type"].startswith("application/json"), address
        assert response.json()["code"] in ("not_found", "malformed")


def test_stranger_must_sign_in(client):
    for nobody in (Client(), Client(headers={"Authorization": "Bearer x"}), Client(headers={"Authorization": "Basic eDp5"})):
        response = nobody.get("/api/v1/tests/echo/")
        assert (response.status_code, response.json()["code"]) == (401, "not_authenticated")
        assert response.headers["WWW-Authenticate"].startswith("Bearer")
    mixed = client.get("/api/v1/tests/echo/", headers={"Authorization": "Bearer x"})
    assert mixed.status_code == 401  # the session does not make up for a bad token


def test_session_needs_the_csrf_token(alice):
    client = Client(enforce_csrf_checks=True)
    client.force_login(alice)
    assert client.get("/api/v1/tests/echo/").status_code == 200
    refused = client.post("/api/v1/tests/echo/", {}, content_type="application/json")
    assert (refused.status_code, refused.json()["code"]) == (403, "csrf_failed")


def test_answers_are_json_in_utc_whatever_is_asked(client, alice):
    User.objects.filter(pk=alice.pk).update(time_zone="Pacific/Auckland")
    response = client.get("/api/v1/tests/echo/?format=xml", headers={"Accept": "text/html"})
    assert response.json() == {
        "id": "01999999-0000-7000-8000-000000000000",
        "born": {"name": "Zoë", "born_at": "2026-03-12T09:14:05.000678Z"},
        "at": "2026-03-12T09:14:05.000678Z",
    }
