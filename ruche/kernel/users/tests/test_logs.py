# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the logs tell of a whole day of signing in and inviting: routes and ids, nobody's name, address, password or link."""

import io
import json
import logging
import re
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse

from ruche.kernel.access.roles import Role
from ruche.kernel.db.context import organisation_scope
from ruche.kernel.mail.models import Letter
from ruche.kernel.organisations.keys import token_of
from ruche.kernel.organisations.models import Invitation, Organisation
from ruche.kernel.organisations.services import invite_people
from ruche.kernel.security.logs import Formatter, formatter
from ruche.kernel.testing.people import PASSWORD, find_actor
from ruche.kernel.users.jobs import send_letter
from ruche.kernel.users.models import User
from ruche.kernel.users.setup import create_setup_link

pytestmark = pytest.mark.django_db


@pytest.fixture(params=[True, False], ids=["json", "text"])
def lines(request: pytest.FixtureRequest) -> Iterator[io.StringIO]:
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(formatter(as_json=request.param))
    logging.root.addHandler(handler)
    yield written
    logging.root.removeHandler(handler)


def _invite(alice: User, organisation: Organisation, email: str) -> str:
    with organisation_scope(organisation.id, alice.pk):
        invite_people(find_actor(alice, organisation), addresses=email, role=Role.MEMBER)
        return token_of(Invitation.objects.get().pk)


def test_a_whole_sign_in_and_invitation_leaves_no_secret(lines: io.StringIO, alice: User, atelier_a: Organisation) -> None:
    alice.is_instance_admin = True
    alice.save()
    visitor = Client(headers={"accept-language": "en"})
    visitor.post("/account/sign-in/", {"login": "alice@example.org", "password": "a wrong password"})
    visitor.post("/account/sign-in/", {"login": "alice@example.org", "password": PASSWORD})
    visitor.get("/o/atelier-a/?word=confidential")
    token = _invite(alice, atelier_a, "zelda.quincampoix@example.org")
    sessions = [visitor.session.session_key]
    page = visitor.post(f"/instance/people/{alice.pk}/recovery-link/").content.decode()
    recovery = re.search(r"/account/recovery/([\w-]+)/", page)[1]
    visitor.post(reverse("account_logout"))
    guest = Client(headers={"accept-language": "en"})
    guest.get(f"/invitation/{token}/")
    guest.post(f"/invitation/{token}/entry/")
    values = {"name": "Zelda Quincampoix", "email": "zelda.quincampoix@example.org", "password1": "seven little words"}
    joined = guest.post("/account/sign-up/", {**values, "next": f"/invitation/{token}/"}, follow=True)
    assert joined.redirect_chain[-1][0] == "/o/atelier-a/"
    sessions.append(guest.session.session_key)
    guest.post("/account/recovery/", {"email": "zelda.quincampoix@example.org"})
    send_letter(None, user_id=User.objects.get(name="Zelda Quincampoix").pk)
    guest.get(f"/account/recovery/{recovery}/")
    setup = create_setup_link().split("/")[-2]
    guest.get(f"/setup/{setup}/")
    guest.get(f"/o/not-mine/{setup}/")
    secrets = ["alice@", "zelda", "quincampoix", "Zelda", PASSWORD, "a wrong password", "seven little words", "confidential"]
    secrets += [
        token,
        recovery,
        recovery.partition("-")[2],
        setup,
        *sessions,
        *re.findall(r"/account/recovery/([\w-]+)/", Letter.objects.last().text),
    ]
    written = lines.getvalue()
    assert [secret for secret in secrets if secret in written] == []
    assert written.count("ruche.requests") >= 14
    for route in (
        "account_login 422",
        "account_login 302",
        "organisations:invitation 200",
        "account_signup 302",
        "users:setup 200",
        "none 404",
    ):
        assert f" {route} " in written
    assert str(alice.pk) in written
    assert str(atelier_a.pk) in written


def test_a_line_of_a_request_is_one_object_with_its_facts(alice: User, atelier_a: Organisation) -> None:
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(formatter(as_json=True))
    logging.root.addHandler(handler)
    client = Client()
    client.force_login(alice)
    answer = client.get("/o/atelier-a/", headers={"x-request-id": "0123456789abcdef"})
    logging.root.removeHandler(handler)
    line = json.loads(written.getvalue().splitlines()[-1])
    assert line["at"].endswith("Z")
    assert line["milliseconds"] > 0
    del line["at"], line["milliseconds"], line["message"]
    assert line == {
        "level": "info",
        "logger": "ruche.requests",
        "request_id": "0123456789abcdef",
        "organisation_id": str(atelier_a.pk),
        "user_id": str(alice.pk),
        "method": "GET",
        "route": "ui:home",
        "status": 200,
    }
    assert answer["X-Request-Id"] == "0123456789abcdef"


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("Not Found: /setup/abc123/", "Not Found: /setup/…"),
        ("mail to nora.b@ruche.example refused", "mail to ‹address› refused"),
        ("bad key\nDETAIL:  Key (email_key)=(nora) already exists.", "bad key"),
        ("all is well", "all is well"),
    ],
)
def test_what_other_programs_write_is_scrubbed(said: str, kept: str) -> None:
    record = logging.LogRecord("x", logging.INFO, __file__, 1, said, (), None)
    assert json.loads(Formatter(as_json=True).format(record))["message"] == kept


def test_an_exception_keeps_its_places_and_loses_its_values() -> None:
    try:
        raise ValueError("nora@ruche.example at /invitation/secret-token/")
    except ValueError:
        import sys

        record = logging.LogRecord("x", logging.ERROR, __file__, 1, "failed", (), sys.exc_info())
    exception = json.loads(Formatter(as_json=True).format(record))["exception"]
    assert "test_logs.py" in exception
    assert "ValueError: ‹address› at /invitation/…" in exception
