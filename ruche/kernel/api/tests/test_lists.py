# SPDX-License-Identifier: AGPL-3.0-or-later
import json
from base64 import urlsafe_b64encode

import pytest

from ruche.kernel.testing.people import make_membership, make_organisation

pytestmark = pytest.mark.django_db
ADDRESS = "/api/v1/organisations/"


@pytest.fixture
def slugs(dana) -> list[str]:
    """Of five organisations that Dana joined, the last first."""
    made = [make_organisation(f"House {number}", f"house-{number}") for number in range(5)]
    for organisation in made:
        make_membership(dana, organisation)
    return [organisation.slug for organisation in reversed(made)]


def test_list_is_paged_by_cursor(slugs, dana, client_of):
    client, cursor, seen = client_of(dana), "", []
    for _ in range(3):
        body = client.get(ADDRESS, {"limit": 2, "cursor": cursor}).json()
        seen += [one["slug"] for one in body["results"]]
        cursor = body["next"]
    assert seen == slugs
    assert cursor is None


def test_list_costs_the_same_however_long(slugs, dana, client_of, django_assert_max_num_queries):
    client = client_of(dana)
    with django_assert_max_num_queries(6):
        assert len(client.get(ADDRESS).json()["results"]) == 5


def test_only_own_active_organisations_are_listed(slugs, alice, client_of):
    assert client_of(alice).get(ADDRESS).json() == {"results": [], "next": None}


@pytest.mark.parametrize("query", [{"cursor": "nonsense"}, {"cursor": "e30"}, {"limit": 0}, {"limit": 201}, {"limit": "many"}])
def test_wrong_paging_is_refused(alice, client_of, query):
    response = client_of(alice).get(ADDRESS, query)
    assert (response.status_code, response.json()["code"]) == (422, "invalid")


SOME_ID = "0193b2a0-0000-7000-8000-000000000000"


@pytest.mark.parametrize("address", [ADDRESS, "/api/v1/o/atelier-a/members/"])  # by instant, by name
@pytest.mark.parametrize(
    "made_up",
    [
        json.dumps(["a\0", SOME_ID]),
        json.dumps(["\ud800", SOME_ID]),
        json.dumps(["2020-01-01T00:00:00", None]),
        json.dumps([None, SOME_ID]),
        json.dumps([{}, SOME_ID]),
        json.dumps([["a"], 10**40]),
        json.dumps("ab"),
        "[" * 5000,
    ],
)
def test_a_made_up_cursor_is_refused(atelier_a, alice, client_of, address, made_up):
    cursor = urlsafe_b64encode(made_up.encode()).decode()
    assert client_of(alice).get(address, {"cursor": cursor}).status_code == 422


def test_an_instant_without_zone_is_no_cursor(alice, client_of):
    cursor = urlsafe_b64encode(json.dumps(["2020-01-01T00:00:00", SOME_ID]).encode()).decode()
    assert client_of(alice).get(ADDRESS, {"cursor": cursor}).status_code == 422
