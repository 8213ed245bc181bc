# SPDX-License-Identifier: AGPL-3.0-or-later
import json

import pytest
from django.test import Client
from django.urls import reverse

from ruche.kernel.testing.people import PASSWORD
from ruche.kernel.users.models import User

pytestmark = pytest.mark.django_db
TOKEN = "/api/v1/token/"


@pytest.fixture
def visitor() -> Client:
    return Client(headers={"accept-language": "en"}, raise_request_exception=False)


@pytest.mark.parametrize("path", ["/o/a%00b/", "/setup/%00/", "/account/sign-in/?next=%00", "/account/sign-in/?x=%2500%00", "/?%00"])
def test_a_nul_in_an_address_is_refused(visitor: Client, path: str) -> None:
    answer = visitor.get(path)
    assert answer.status_code == 400
    assert "What was sent holds characters that no text has." in answer.content.decode()


@pytest.mark.parametrize("name", ["login", "password", "next", "unknown\x00"])
def test_a_nul_in_a_form_is_refused(visitor: Client, name: str) -> None:
    assert visitor.post("/account/sign-in/", {name: "a\x00b"}).status_code == 400


def test_a_nul_in_an_uploaded_form_is_refused(visitor: Client) -> None:
    body = b'--x\r\nContent-Disposition: form-data; name="login"\r\n\r\na\x00b\r\n--x--\r\n'
    assert visitor.generic("POST", "/account/sign-in/", body, "multipart/form-data; boundary=x").status_code == 400


@pytest.mark.parametrize(
    "body",
    [
        {"email": "a\x00@example.org", "password": "x"},
        {"email": "alice@example.org", "password": "\x00"},
        {"email": {"deep": ["\x00"]}, "password": "x"},
        {"\x00": 1},
        {"email": "\ud800@example.org", "password": "x"},
    ],
)
def test_a_nul_or_half_a_character_in_json_is_refused(visitor: Client, body: object) -> None:
    answer = visitor.post(TOKEN, json.dumps(body), "application/json")
    assert answer.status_code == 400
    assert answer.json()["code"] == "malformed"


def test_an_escaped_backslash_before_u0000_is_no_nul(visitor: Client, alice: User) -> None:
    body = '{"email": "alice@example.org", "password": "\\\\u0000"}'
    assert visitor.post(TOKEN, body, "application/json").status_code == 401


@pytest.mark.parametrize("body", ["{", "[" * 100_000, '"', "", "\\u0000", '{"email": 1e999}', '{"email": [], "password": {}}'])
def test_json_that_is_none_is_refused(visitor: Client, body: str) -> None:
    assert visitor.post(TOKEN, body, "application/json").status_code in (400, 422)


@pytest.mark.parametrize("query", ["search=é", "search=\xff\xfe", "next=/ü", "%ff=%fe"])
def test_a_raw_query_beyond_ascii_is_read_or_refused(alice: User, query: str) -> None:
    client = Client()
    client.force_login(alice)
    for path in ("/account/sign-in/", "/account/preferences/", "/instance/people/", "/o/atelier-a/"):
        answer = client.get(path, QUERY_STRING=query)
        assert answer.status_code < 500
        assert answer.headers.get("Location", "").isascii()


@pytest.mark.parametrize("host", ["evil.example", "testserver:99999x", "testserver@evil.example", "a b", "localhost\x00"])
def test_a_wrong_host_is_refused(visitor: Client, host: str) -> None:
    answer = visitor.get("/account/sign-in/", headers={"host": host})
    assert answer.status_code == 400
    assert "evil" not in answer.content.decode()


def test_links_name_the_public_address_whatever_the_host_says(visitor: Client, alice: User) -> None:
    User.objects.filter(pk=alice.pk).update(is_instance_admin=True)
    visitor.force_login(alice)
    page = visitor.post(f"/instance/people/{alice.pk}/recovery-link/", headers={"host": "127.0.0.1"}).content.decode()
    assert "http://localhost:8000/account/recovery/" in page
    assert "http://127.0.0.1" not in page


@pytest.mark.parametrize(
    "path", ["/%ff/", "/o/%ff%fe/", "/setup/\u202e/", "/account/recovery/é/", "/o/../account/sign-in/", "//evil.example/", "/;/"]
)
def test_odd_paths_are_not_found(visitor: Client, path: str) -> None:
    assert visitor.get(path).status_code in (301, 302, 400, 404)


def test_script_in_every_field_of_every_form_comes_back_as_text(visitor: Client, alice: User) -> None:
    evil = '"><script>alert(1)</script><img src=x onerror=alert(1)>{{ 7|add:7 }}'
    visitor.force_login(alice)
    for path, names in (
        ("/account/preferences/", ("name", "language", "theme", "time_zone")),
        ("/account/password/", ("oldpassword", "password1")),
    ):
        html = visitor.post(path, dict.fromkeys(names, evil)).content.decode()
        assert "<script>alert" not in html
        assert "<img src=x" not in html
    visitor.logout()
    for path, names in (("/account/sign-in/", ("login", "password", "next")), ("/account/recovery/", ("email",))):
        html = visitor.post(path, dict.fromkeys(names, evil)).content.decode()
        assert "<script>alert" not in html
        assert "&lt;script&gt;" in html


def test_a_form_with_too_many_fields_is_refused(visitor: Client) -> None:
    body = "&".join(f"f{number}=1" for number in range(2000))
    assert visitor.generic("POST", "/account/sign-in/", body, "application/x-www-form-urlencoded").status_code == 400


def test_a_broken_upload_is_refused(visitor: Client) -> None:
    answer = visitor.generic("POST", "/account/sign-in/", b"nonsense", "multipart/form-data; boundary=")
    assert answer.status_code == 400


@pytest.mark.parametrize("charset", ["zip", "idna", "undefined", "utf-7", "latin-1"])
def test_another_encoding_is_refused(visitor: Client, charset: str) -> None:
    form = b'--x\r\nContent-Disposition: form-data; name="login"\r\n\r\na\xe9b\r\n--x--\r\n'
    assert visitor.generic("POST", "/account/sign-in/", form, f"multipart/form-data; boundary=x; charset={charset}").status_code == 400
    assert visitor.generic("POST", TOKEN, b'{"email": "+2AA-"}', f"application/json; charset={charset}").json()["code"] == "malformed"


@pytest.mark.parametrize("charset", ["utf-8", "UTF8", "us-ascii", "nonsense"])
def test_an_encoding_that_is_ours_or_none_at_all_passes(visitor: Client, charset: str) -> None:
    body = json.dumps({"email": "alice@example.org", "password": "wrong"})
    assert visitor.generic("POST", TOKEN, body, f"application/json; charset={charset}").status_code == 401


def test_the_back_button_after_signing_in_and_after_signing_out(alice: User) -> None:
    client = Client(enforce_csrf_checks=True)
    token = client.get("/account/sign-in/").cookies["ruche_csrf"].value
    values = {"login": "alice@example.org", "password": PASSWORD, "csrfmiddlewaretoken": token}
    assert client.post("/account/sign-in/", values)["Location"] == "/"
    # Back, and the old form sent once more: already signed in, so it leads on.
    again = client.post("/account/sign-in/", values)
    assert again.status_code == 302
    assert client.get(again["Location"])["Location"] == "/"
    token = client.cookies["ruche_csrf"].value
    client.post(reverse("account_logout"), {"csrfmiddlewaretoken": token})
    assert client.get("/account/preferences/")["Location"].startswith("/account/sign-in/")
