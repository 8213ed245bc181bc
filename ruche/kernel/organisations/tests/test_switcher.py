# SPDX-License-Identifier: AGPL-3.0-or-later
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from time import perf_counter
from typing import Any
from unittest.mock import patch

import pytest
from django.test import Client
from django.utils import timezone

from ruche.kernel.db.context import organisation_scope
from ruche.kernel.modules.registry import manifests
from ruche.kernel.organisations.models import Membership, Organisation
from ruche.kernel.users.models import User

ClientOf = Callable[[User], Client]


@pytest.fixture
def three_hundred(dana: User) -> list[Organisation]:
    """Visited one after the other, the last one last."""
    made = Organisation.objects.bulk_create(Organisation(name=f"Étang {n:03}", slug=f"etang-{n:03}", kind="team") for n in range(300))
    now = timezone.now()
    for number, organisation in enumerate(made):
        with organisation_scope(organisation.pk):
            visited = now - timedelta(days=300 - number)
            Membership.objects.create(user=dana, name="Dana", name_key="dana", joined_at=now, last_visited_at=visited)
    return made


def _names(page: str) -> list[str]:
    return re.findall(r'<span class="r-cut">([^<]+)</span>', page)


def test_three_hundred_stay_quick(client_of: ClientOf, dana: User, three_hundred: Any, django_assert_num_queries: Any) -> None:
    client = client_of(dana)
    with django_assert_num_queries(4):  # session, user, memberships with their organisations, where something waits
        page = client.get("/organisations/switcher/").content.decode()
    assert _names(page) == [f"Étang {n}" for n in range(299, 269, -1)]
    began = perf_counter()
    with django_assert_num_queries(4):
        found = client.get("/organisations/switcher/?q=etang 29").content.decode()
    assert perf_counter() - began < 1
    assert _names(found) == [*(f"Étang {n}" for n in range(299, 289, -1)), "Étang 229", "Étang 129", "Étang 029"]


def test_only_one_s_own_and_only_while_active(
    client_of: ClientOf, alice: User, dana: User, atelier_a: Organisation, bureau_b: Organisation
) -> None:
    assert _names(client_of(alice).get("/organisations/switcher/").content.decode()) == ["Atelier A"]
    with organisation_scope(bureau_b.pk):
        Membership.objects.filter(user=dana).update(status="suspended")
    assert _names(client_of(dana).get("/organisations/switcher/").content.decode()) == ["Atelier A"]
    assert "No organisation is called" in client_of(dana).get("/organisations/switcher/?q=bureau").content.decode()


def test_the_last_visited_comes_first(client_of: ClientOf, dana: User, atelier_a: Organisation, bureau_b: Organisation) -> None:
    client = client_of(dana)
    for slug in ("atelier-a", "bureau-b"):
        client.get(f"/o/{slug}/departure/")
    assert _names(client.get("/organisations/switcher/").content.decode()) == ["Bureau B", "Atelier A"]


def test_a_dot_where_something_waits(client_of: ClientOf, dana: User, atelier_a: Organisation, bureau_b: Organisation) -> None:
    with (
        patch.dict(manifests(), {"chat": replace(manifests()["chat"], unread="selectors.somewhere")}),
        patch("ruche.kernel.organisations.selectors.organisations.resolve", return_value=lambda user: {bureau_b.pk}),
    ):
        page = client_of(dana).get("/organisations/switcher/").content.decode()
        chosen = client_of(dana).get("/organisations/").content.decode()
    assert page.count("Something new") == 1
    assert page.index("Bureau B") < page.index("Something new")
    assert chosen.count("Something new") == 1
