# SPDX-License-Identifier: AGPL-3.0-or-later
from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from ruche.kernel.errors import PermissionRefused
from ruche.kernel.users import selectors
from ruche.kernel.users.models import User
from ruche.kernel.users.recovery import make_recovery_link
from ruche.kernel.users.selectors import get_person, list_people

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]


@pytest.fixture
def admin(alice: User) -> User:
    alice.is_instance_admin = True
    alice.save()
    return alice


def _names(html: str) -> list[str]:
    return [part.split("</b>")[0] for part in html.split('<b class="r-b r-cut">')[1:]]


def test_people_are_listed_by_name_and_paged(
    client_of: ClientOf,
    admin: User,
    bob: User,
    dana: User,
    monkeypatch: pytest.MonkeyPatch,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    User.objects.create_user("emile@example.org", name="Émile")
    monkeypatch.setattr(selectors, "PAGE", 2)
    client = client_of(admin)
    with django_assert_num_queries(3):
        first = client.get("/instance/people/").content.decode()
    assert _names(first) == ["Alice", "Bob"]
    after = first.split("?after=")[1].split('"')[0]
    second = client.get(f"/instance/people/?after={after}").content.decode()
    assert _names(second) == ["Dana", "Émile"]
    assert "More people" not in second


@pytest.mark.parametrize(
    ("search", "found"),
    [("BO", ["Bob"]), ("emile", ["Émile"]), ("bob@example", ["Bob"]), ("xyz", []), ("%", []), ("_", [])],
)
def test_searching_finds_names_and_addresses(client_of: ClientOf, admin: User, bob: User, search: str, found: list[str]) -> None:
    User.objects.create_user("em@here.test", name="Émile")
    assert _names(client_of(admin).get("/instance/people/", {"search": search}).content.decode()) == found


@pytest.mark.parametrize("after", ["x", "a:b:c", "\u00e9", "\u202e"])
def test_a_made_up_position_begins_anew(client_of: ClientOf, admin: User, after: str) -> None:
    assert _names(client_of(admin).get("/instance/people/", {"after": after}).content.decode()) == ["Alice"]


def test_a_part_of_the_page_is_enough_for_a_search(client_of: ClientOf, admin: User) -> None:
    part = client_of(admin).get("/instance/people/", {"search": "al"}, headers={"hx-request": "true"}).content.decode()
    assert "<html" not in part
    assert _names(part) == ["Alice"]


def test_the_services_refuse_others_too(bob: User, alice: User) -> None:
    for call in (lambda: list_people(bob), lambda: get_person(bob, alice.pk), lambda: make_recovery_link(bob, alice)):
        with pytest.raises(PermissionRefused):
            call()


def test_nobody_unknown_gets_a_link(client_of: ClientOf, admin: User) -> None:
    assert client_of(admin).post("/instance/people/0199e000-0000-7000-8000-000000000000/recovery-link/").status_code == 404
    assert client_of(admin).get(f"/instance/people/{admin.pk}/recovery-link/").status_code == 405
