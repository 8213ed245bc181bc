# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who it is, is asked before a long form is filled in, not after it was sent; and a closed gate says why to open pages."""

from collections.abc import Callable

import pytest
from django.test import Client, override_settings
from django.utils import timezone

from ruche.kernel.organisations.models import Organisation
from ruche.kernel.users.models import User

_SETTINGS = "/o/atelier-a/settings/"


@pytest.mark.parametrize("page", ["sign-in/", "directories/new/", "providers/new/", "applications/new/", "service-accounts/new/"])
def test_it_is_asked_on_opening(client_of: Callable[[User], Client], alice: User, atelier_a: Organisation, page: str) -> None:
    client = client_of(alice)
    assert client.get(f"{_SETTINGS}{page}").status_code == 200
    with override_settings(ACCOUNT_REAUTHENTICATION_TIMEOUT=0):
        answer = client.get(f"{_SETTINGS}{page}")
    assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/account/reauthentication/")


def test_a_closed_gate_says_why_to_open_pages(client_of: Callable[[User], Client], alice: User, atelier_a: Organisation) -> None:
    Organisation.objects.filter(pk=atelier_a.pk).update(suspended_at=timezone.now(), suspended_reason="Unpaid")
    page = client_of(alice).get("/o/atelier-a/")
    assert page.status_code == 403
    assert 'data-closed-why="' in page.content.decode()
    assert "Unpaid" in page.content.decode().split('data-closed-why="')[1].split('"')[0]
