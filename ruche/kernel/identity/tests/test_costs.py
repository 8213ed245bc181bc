# SPDX-License-Identifier: AGPL-3.0-or-later
"""How many queries each act costs; more rows make no more."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ruche.kernel.db.context import organisation_scope
from ruche.kernel.identity.registrar import organisation_registrar
from ruche.kernel.identity.services import create_provider, create_service_account, create_token, map_group, register_application
from ruche.kernel.identity.services.consents import grant_consent
from ruche.kernel.identity.tests.conftest import AUTHORIZE, BACK, USERINFO, allow, returned
from ruche.kernel.identity.tests.test_provider import MEMBERS, bearer, tokens_of
from ruche.kernel.testing.people import PASSWORD, find_actor


def cost(client, path, data=None):
    client.get(path, data)  # what a process keeps is kept
    with CaptureQueriesContext(connection) as counted:
        assert client.get(path, data).status_code == 200
    return len(counted)


def test_userinfo(client_of, bob, wiki):
    token = tokens_of(client_of(bob), wiki)["access_token"]
    assert cost(bearer(token), USERINFO) <= 4


def test_a_kept_token_costs_little_more_than_that_of_a_sign_in(client, client_of, bob, atelier_a, wiki):
    answer = client.post("/api/v1/token/", {"email": bob.email, "password": PASSWORD}, content_type="application/json")
    by_jwt = cost(bearer(answer.json()["access"]), MEMBERS)
    with organisation_scope(atelier_a.id, bob.id):
        personal = create_token(find_actor(bob, atelier_a), name="Script", scopes=["organisation.view_members"], days=3).text
    assert cost(bearer(personal), MEMBERS) <= by_jwt + 2
    granted = tokens_of(client_of(bob), wiki, scope="openid organisation.view_members")["access_token"]
    assert cost(bearer(granted), MEMBERS) <= by_jwt + 2


@pytest.fixture
def full(alice, atelier_a, wiki):
    """Several of everything."""
    actor = find_actor(alice, atelier_a)
    with organisation_scope(atelier_a.id, alice.id):
        by = organisation_registrar(actor)
        for number in range(4):
            register_application(by, name=f"Tool {number}", redirect_uris=[BACK])
            create_service_account(actor, name=f"Robot {number}")
            create_token(actor, name=f"Script {number}", scopes=[], days=3)
            provider = create_provider(by, name=f"Login {number}", issuer="https://192.0.2.1", client_id="x")
        for number in range(4):
            map_group(by, provider_id=provider.pk, external_name=f"group {number}", role="manager")
    grant_consent(alice, application=wiki.application, organisation_id=atelier_a.id, scopes=["openid"])
    return provider


PAGES = {
    "/account/tokens/": 4,
    "/account/tokens/?organisation=atelier-a": 6,
    "/account/applications/": 6,
    "/o/atelier-a/settings/applications/": 9,
    "/o/atelier-a/settings/applications/new/": 6,
    "/o/atelier-a/settings/providers/": 8,
}


@pytest.mark.parametrize("path", PAGES)
def test_pages(client_of, alice, full, path):
    assert cost(client_of(alice), path) == PAGES[path]


def test_page_of_a_provider(client_of, alice, full):
    assert cost(client_of(alice), f"/o/atelier-a/settings/providers/{full.pk}/") == 12


def test_page_of_consent(client_of, bob, wiki):
    assert cost(client_of(bob), AUTHORIZE, wiki.request()) == 7


def test_a_consent_that_is_remembered(client_of, bob, wiki):
    client = client_of(bob)
    returned(allow(client, wiki))
    with CaptureQueriesContext(connection) as counted:
        assert client.get(AUTHORIZE, wiki.request()).status_code == 302
    assert len(counted) == 14
