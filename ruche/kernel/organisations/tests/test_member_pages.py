# SPDX-License-Identifier: AGPL-3.0-or-later
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from ruche.kernel.access.roles import Role
from ruche.kernel.db.context import organisation_scope
from ruche.kernel.errors import InvalidInput
from ruche.kernel.organisations import selectors, services
from ruche.kernel.organisations.models import Membership, Organisation
from ruche.kernel.organisations.tests.conftest import Acting
from ruche.kernel.testing.people import find_actor
from ruche.kernel.users.models import User

ClientOf = Callable[[User], Client]
LIST = "/o/atelier-a/settings/members/"


@pytest.fixture
def crowd(atelier_a: Organisation) -> list[Membership]:
    """120 people whose names sort in the order they are made."""
    now = timezone.now()
    users = User.objects.bulk_create(
        [User(email=f"p{n}@x.org", email_key=f"p{n}@x.org", name=f"Élodie {n:03}", name_key=f"elodie {n:03}") for n in range(120)]
    )
    with organisation_scope(atelier_a.pk):
        people = [Membership(user=user, name=user.name, name_key=user.name_key, joined_at=now) for user in users]
        return Membership.objects.bulk_create(people)


def _names(page: str) -> list[str]:
    return re.findall(r'<b class="r-cut" title="([^"]+)"', page)


def test_pages_follow_each_other_without_gap_or_repetition(client_of: ClientOf, alice: User, crowd: list[Membership]) -> None:
    client, address, seen = client_of(alice), LIST, []
    for _page in range(3):
        page = client.get(address).content.decode()
        seen += _names(page)
        following = re.search(r'href="([^"]*/members/\?after=[^"]+)"', page)
        address = following[1] if following else ""
    assert seen == ["Alice", "Bob", "Dana", *(one.name for one in crowd)]
    assert not address


@pytest.mark.parametrize("cursor", ["x", "!!!", "W10", "WyJhIiwiYiJd", "é"])
def test_a_cursor_that_is_not_ours_is_refused(acting: Acting, alice: User, atelier_a: Organisation, cursor: str) -> None:
    with acting(alice, atelier_a) as actor, pytest.raises(InvalidInput):
        selectors.list_members(actor, after=cursor)


def test_search_and_filters(client_of: ClientOf, acting: Acting, alice: User, bob: User, dana: User, atelier_a: Organisation) -> None:
    with acting(alice, atelier_a) as actor:
        services.suspend_member(actor, membership_id=find_actor(bob, atelier_a).membership.pk)
        services.remove_member(actor, membership_id=find_actor(dana, atelier_a).membership.pk)
    client = client_of(alice)
    shown = {
        query: _names(client.get(f"{LIST}?{query}").content.decode())
        for query in ("", "q=ALÏ", "q=li ce", "q=bob@example", "status=suspended", "status=left", "role=owner", "role=nonsense", "q=100%25")
    }
    assert shown == {
        "": ["Alice", "Bob"],
        "q=ALÏ": ["Alice"],
        "q=li ce": ["Alice"],
        "q=bob@example": ["Bob"],
        "status=suspended": ["Bob"],
        "status=left": ["Dana"],
        "role=owner": ["Alice"],
        "role=nonsense": ["Alice", "Bob"],
        "q=100%25": [],
    }


def test_a_part_of_the_page_for_htmx(client_of: ClientOf, alice: User, atelier_a: Organisation) -> None:
    part = client_of(alice).get(LIST, headers={"HX-Request": "true"}).content.decode()
    assert part.lstrip().startswith('<div id="members"')
    assert "<html" not in part


def test_an_address_is_not_searched_by_those_who_do_not_manage(acting: Acting, bob: User, atelier_a: Organisation) -> None:
    with acting(bob, atelier_a) as actor:
        assert selectors.list_members(actor, search="alice@example.org").results == []
        assert [one.name for one in selectors.list_members(actor, search="alice").results] == ["Alice"]


def test_two_queries_however_many(acting: Acting, alice: User, atelier_a: Organisation, crowd: Any, django_assert_num_queries: Any) -> None:
    with acting(alice, atelier_a) as actor, django_assert_num_queries(2):
        page = selectors.list_members(actor, limit=100)
        assert [one.present_groups for one in page.results] == [[]] * 100  # type: ignore[attr-defined]
        assert page.results[0].user.email
    with acting(alice, atelier_a) as actor, django_assert_num_queries(1):
        assert selectors.count_members(actor) == 123


def test_a_person_beside_the_list(client_of: ClientOf, alice: User, bob: User, atelier_a: Organisation) -> None:
    bobs = find_actor(bob, atelier_a).membership
    page = client_of(alice).get(f"{LIST}{bobs.pk}/?q=bo").content.decode()
    assert "bob@example.org" in page
    assert f"{bobs.pk}/removal/?q=bo" in page


def test_role_suspension_removal_by_the_page(client_of: ClientOf, alice: User, bob: User, atelier_a: Organisation) -> None:
    bobs = find_actor(bob, atelier_a).membership.pk
    client, person = client_of(alice), f"{LIST}{bobs}/"
    assert client.post(f"{person}role/?q=b", {"role": "manager"})["Location"] == f"{person}?q=b"
    assert find_actor(bob, atelier_a).role == Role.MANAGER
    assert client.post(f"{person}role/", {"role": "emperor"}).status_code == 422
    client.post(f"{person}suspension/")
    assert client_of(bob).get("/o/atelier-a/departure/").status_code == 404
    client.post(f"{person}reactivation/")
    assert client_of(bob).get("/o/atelier-a/departure/").status_code == 200
    client.post(f"{person}removal/")
    assert client_of(bob).get("/o/atelier-a/departure/").status_code == 404
    page = client.get(person).content.decode()
    assert "removal/" not in page


def test_a_refusal_is_said_on_the_page(client_of: ClientOf, alice: User, atelier_a: Organisation) -> None:
    own = find_actor(alice, atelier_a).membership.pk
    page = client_of(alice).post(f"{LIST}{own}/role/", {"role": "member"}, follow=True).content.decode()
    assert "An organisation needs an owner" in page
    assert find_actor(alice, atelier_a).role == Role.OWNER


def test_handing_over(client_of: ClientOf, alice: User, bob: User, atelier_a: Organisation) -> None:
    bobs = find_actor(bob, atelier_a).membership.pk
    client_of(alice).post(f"{LIST}{bobs}/ownership/")
    assert find_actor(bob, atelier_a).role == Role.OWNER
    assert "ownership/" not in client_of(alice).get(f"{LIST}{bobs}/").content.decode()


def test_a_visit_is_kept_to_five_minutes(client_of: ClientOf, bob: User, atelier_a: Organisation) -> None:
    client = client_of(bob)
    client.get("/o/atelier-a/departure/")
    first = find_actor(bob, atelier_a).membership.last_visited_at
    client.get("/o/atelier-a/departure/")
    assert first is not None
    assert find_actor(bob, atelier_a).membership.last_visited_at == first
