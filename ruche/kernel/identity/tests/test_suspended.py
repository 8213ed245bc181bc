# SPDX-License-Identifier: AGPL-3.0-or-later
"""Programs that people sign in to with their account, while their organisation is suspended: closed, and open again afterwards."""

import pytest
from django.test import Client

from ruche.kernel.identity.models import Consent
from ruche.kernel.identity.tests.conftest import AUTHORIZE, USERINFO, allow, returned
from ruche.kernel.protection.services import resume_organisation, suspend_organisation
from ruche.kernel.testing.people import make_user

SCOPES = "openid profile groups offline_access"


@pytest.fixture
def admin(db):
    user = make_user("Ines")
    user.is_instance_admin = True
    user.save()
    return user


def told(token):
    return Client().get(USERINFO, headers={"Authorization": f"Bearer {token}"})


def test_nobody_signs_in_and_nothing_is_told_until_it_opens_again(client_of, admin, bob, atelier_a, wiki):
    browser = client_of(bob)
    tokens = wiki.exchange(returned(allow(browser, wiki, scope=SCOPES))["code"]).json()
    assert told(tokens["access_token"]).json()["organisation"] == "atelier-a"
    suspend_organisation(admin, organisation_id=atelier_a.id, reason="Unpaid")
    assert told(tokens["access_token"]).status_code in (401, 403)
    assert wiki.refresh(tokens["refresh_token"]).status_code == 400
    answer = browser.get(AUTHORIZE, wiki.request(scope=SCOPES))
    assert "code=" not in answer.headers.get("Location", "")
    assert Consent.objects.get().revoked_at is None, "nothing is lost"
    resume_organisation(admin, organisation_id=atelier_a.id)
    assert told(tokens["access_token"]).status_code == 200
    assert wiki.refresh(tokens["refresh_token"]).status_code == 200
