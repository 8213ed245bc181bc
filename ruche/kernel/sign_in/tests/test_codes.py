# SPDX-License-Identifier: AGPL-3.0-or-later
"""Signing in with a code by e-mail, on an instance that sends mail."""

import re
from dataclasses import replace
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from ruche.kernel.jobs.registry import jobs
from ruche.kernel.mail.models import Letter
from ruche.kernel.sign_in import jobs as own_jobs
from ruche.kernel.sign_in import totp
from ruche.kernel.sign_in.models import SessionFact

pytestmark = pytest.mark.django_db
ASK, TYPE = "/account/sign-in/code/", "/account/sign-in/code/confirmation/"


@pytest.fixture(autouse=True)
def ordered(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """The letters that were ordered; the instance has a mail server."""
    monkeypatch.setattr(settings, "ENVIRONMENT", replace(settings.ENVIRONMENT, mail_server=object()))
    orders: list[dict[str, Any]] = []
    for place in ("ruche.kernel.sign_in.adapter.enqueue", "ruche.kernel.sign_in.views.codes.enqueue"):
        monkeypatch.setattr(place, lambda name, organisation_id, **given: orders.append(given))
    assert "sign_in.write_login_code" in jobs()
    return orders


def code_in_letter(order: dict[str, Any]) -> str:
    own_jobs.write_login_code(None, **order)
    return re.findall(r"\d{4}-\d{4}", Letter.objects.latest("created_at").text)[0]


def test_a_code_of_the_letter_signs_in_once(alice, atelier_a, ordered):
    client = Client()
    assert client.post(ASK, {"email": "Alice@example.org"})["Location"] == TYPE
    code = code_in_letter(ordered[0])
    assert code not in str(ordered)
    assert client.post(TYPE, {"code": "0000-0000", "action": "verify"}).status_code == 422
    assert client.post(TYPE, {"code": code, "action": "verify"}).status_code == 302
    assert client.get("/o/atelier-a/").status_code == 200
    assert SessionFact.objects.get().method == "code"
    assert Client().post(TYPE, {"code": code, "action": "verify"}).status_code == 302


def test_an_unknown_address_gets_the_same_answer_and_the_same_work(alice, ordered):
    known, unknown = Client().post(ASK, {"email": alice.email}), Client().post(ASK, {"email": "nobody@example.org"})
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert len(ordered) == 2
    own_jobs.write_login_code(None, **ordered[1])
    assert not Letter.objects.exists()


def test_a_code_by_mail_does_not_replace_the_second_factor(alice, atelier_a, ordered):
    totp.keep_secret(alice, totp.new_secret(), used_step=0)
    client = Client()
    client.post(ASK, {"email": alice.email})
    answer = client.post(TYPE, {"code": code_in_letter(ordered[0]), "action": "verify"})
    assert answer["Location"] == "/account/sign-in/second-factor/"
    assert client.get("/o/atelier-a/").status_code == 302


def test_a_closed_account_gets_no_letter(alice, ordered):
    alice.is_active = False
    alice.save()
    Client().post(ASK, {"email": alice.email})
    assert not Letter.objects.exists()
    assert ordered == [{"user_id": None, "sealed": ""}]
