# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whoever was made by a provider has no password: they can choose one, and are asked for no proof that they cannot give."""

import pytest

from ruche.kernel.identity.models import IdentityProvider
from ruche.kernel.identity.tests.elsewhere import come_back, elsewhere, provider
from ruche.kernel.users.models import User

__all__ = ["elsewhere", "provider"]
PAGE, FIRST, PROOF = "/account/password/", "/account/password/first/", "/account/reauthentication/"
WORDS = "lantern marble otter seventeen"


@pytest.fixture
def whole(provider):
    """The instance's own provider: a session that opens the whole account."""
    IdentityProvider.objects.update(organisation=None)


def grow_old(client):
    session = client.session
    session["sign_in"] = {**session["sign_in"], "authenticated_at": 0.0}
    session.save()


def test_who_has_no_password_chooses_one_and_stays_signed_in(client, elsewhere, whole):
    come_back(client, elsewhere)
    assert client.get(PAGE)["Location"] == FIRST
    assert client.get(FIRST).status_code == 200
    assert client.post(FIRST, {"password1": "short"}).status_code == 422
    assert client.post(FIRST, {"password1": WORDS})["Location"] == "/account/preferences/"
    assert User.objects.get(email="bob@elsewhere.example").check_password(WORDS)
    assert client.get("/account/preferences/").status_code == 200
    assert client.get(FIRST)["Location"] == PAGE, "afterwards the present one is asked for"


def test_a_first_password_asks_for_a_fresh_proof(client, elsewhere, whole):
    come_back(client, elsewhere)
    grow_old(client)
    assert client.get(FIRST)["Location"].startswith(PROOF)
    assert client.post(FIRST, {"password1": WORDS}).status_code in (302, 403)
    assert not User.objects.get(email="bob@elsewhere.example").has_usable_password()


def test_the_word_of_an_organisation_is_not_enough_for_a_password(client, elsewhere, provider):
    come_back(client, elsewhere)
    assert client.post(FIRST, {"password1": WORDS})["Location"] == "/account/recovery/"
    assert not User.objects.get(email="bob@elsewhere.example").has_usable_password()
    assert client.get("/account/recovery/").status_code == 200


def test_who_has_neither_password_nor_factor_is_asked_for_no_code(client, client_of, bob, elsewhere, whole):
    come_back(client, elsewhere)
    grow_old(client)
    page = client.get(PROOF, {"next": FIRST}).content.decode()
    assert 'name="code"' not in page
    assert 'name="password"' not in page
    assert "/account/recovery/" in page
    assert 'name="password"' in client_of(bob).get(PROOF).content.decode()
    left = client.post("/account/sign-out/?next=" + FIRST)
    assert left["Location"] == FIRST
    come_back(client, elsewhere, following=FIRST)
    assert client.get(FIRST).status_code == 200
