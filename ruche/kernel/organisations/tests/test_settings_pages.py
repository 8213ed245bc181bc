# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every page of settings: who may open it, and how many queries it costs."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from ruche.kernel.access.roles import Role
from ruche.kernel.organisations import services
from ruche.kernel.organisations.models import Membership, Organisation, Slug
from ruche.kernel.organisations.tests.conftest import Acting
from ruche.kernel.testing.people import find_actor
from ruche.kernel.users.models import User

ClientOf = Callable[[User], Client]

PAGES = [
    "settings/general/",
    "settings/members/",
    "settings/invitations/",
    "settings/invitations/?state=closed",
    "settings/join-codes/",
    "settings/groups/",
    "settings/groups/new/",
    "settings/modules/",
    "first-run/",
]
FURTHER = {
    "languages": ["fr", "en"],
    "currency": "EUR",
    "date_format": "numeric",
    "week_start": "1",
    "second_colour_0": "own",
    "second_colour_1": "#1d4f7a",
}
SESSION = 5  # session, user, membership with organisation, the visit (update in a savepoint)


@pytest.mark.parametrize("path", PAGES)
def test_who_may_open(
    client_of: ClientOf, alice: User, bob: User, charlie: User, atelier_a: Organisation, bureau_b: Organisation, path: str
) -> None:
    address = f"/o/atelier-a/{path}"
    assert client_of(alice).get(address).status_code == 200
    assert client_of(bob).get(address).status_code == 403
    assert client_of(charlie).get(address).status_code == 404
    anonymous = Client().get(address)
    assert anonymous.status_code == 302
    assert "/account/sign-in/" in anonymous["Location"]


def test_the_first_page_is_one_that_may_be_opened(client_of: ClientOf, alice: User, bob: User, atelier_a: Organisation) -> None:
    assert client_of(alice).get("/o/atelier-a/settings/")["Location"] == "/o/atelier-a/settings/general/"
    assert client_of(bob).get("/o/atelier-a/settings/")["Location"] == "/o/atelier-a/rights/"
    assert client_of(bob).get("/o/atelier-a/departure/").status_code == 200


def test_a_manager_opens_groups_and_invitations_only(
    client_of: ClientOf, acting: Acting, alice: User, bob: User, atelier_a: Organisation
) -> None:
    with acting(alice, atelier_a) as actor:
        services.change_role(actor, membership_id=find_actor(bob, atelier_a).membership.pk, role=Role.MANAGER)
    client = client_of(bob)
    opened = {path for path in PAGES if client.get(f"/o/atelier-a/{path}").status_code == 200}
    assert opened == set(PAGES) - {"settings/general/", "settings/members/", "settings/modules/"}


@pytest.mark.parametrize(
    "path",
    [
        "settings/members/{id}/role/",
        "settings/members/{id}/suspension/",
        "settings/members/{id}/reactivation/",
        "settings/members/{id}/removal/",
        "settings/members/{id}/ownership/",
        "settings/invitations/{id}/sending/",
        "settings/invitations/{id}/revocation/",
        "settings/join-codes/{id}/revocation/",
        "settings/groups/{id}/restoration/",
        "settings/groups/{id}/members/",
        "settings/groups/{id}/members/{id}/departure/",
        "settings/groups/{id}/members/{id}/post/",
        "settings/modules/chat/activation/",
        "settings/modules/chat/deactivation/",
    ],
)
def test_who_may_act(
    client_of: ClientOf, alice: User, bob: User, charlie: User, atelier_a: Organisation, bureau_b: Organisation, path: str
) -> None:
    address = f"/o/atelier-a/{path.format(id=uuid4())}"
    assert client_of(bob).post(address, {"role": "member"}).status_code == 403
    assert client_of(charlie).post(address, {"role": "member"}).status_code == 404
    assert client_of(alice).get(address).status_code == 405
    if "modules" not in path:
        assert client_of(alice).post(address, {"role": "member"}).status_code == 404


def test_acts_need_the_token_of_the_page(alice: User, atelier_a: Organisation) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(alice)
    assert client.post("/o/atelier-a/departure/").status_code == 403


@pytest.mark.parametrize(
    ("path", "queries"),
    [
        ("settings/general/", 3),
        ("settings/members/", 4),
        ("settings/invitations/", 4),
        ("settings/join-codes/", 4),
        ("settings/groups/", 3),
        ("settings/modules/", 1),
    ],
)
def test_a_page_costs_the_same_whatever_it_shows(
    client_of: ClientOf, acting: Acting, alice: User, atelier_a: Organisation, django_assert_max_num_queries: Any, path: str, queries: int
) -> None:
    with acting(alice, atelier_a) as actor:
        group = services.create_group(actor, name="Sewing")
        services.add_to_group(actor, group_id=group.pk, membership_ids=[one.pk for one in Membership.objects.all()], is_lead=True)
        services.create_group(actor, name="Inner", parent_id=group.pk)
        services.invite_people(actor, addresses="a@x.org b@x.org c@x.org", group_id=group.pk)
        for _number in range(3):
            services.create_join_code(actor, group_id=group.pk)
    client = client_of(alice)
    client.get(f"/o/atelier-a/{path}")
    # And what the rail asks for on every page: the modules that are on, and their badges.
    with django_assert_max_num_queries(SESSION + queries + 3):
        assert client.get(f"/o/atelier-a/{path}").status_code == 200


def test_general_saves_and_leads_to_the_new_address(client_of: ClientOf, alice: User, atelier_a: Organisation) -> None:
    values = {
        "name": "Atelier Bleu",
        "slug": "atelier-bleu",
        "colour_0": "own",
        "colour_1": "#1F6FB2",
        "language": "fr",
        "time_zone": "Europe/Brussels",
        **FURTHER,
    }
    response = client_of(alice).post("/o/atelier-a/settings/general/", values)
    assert response["Location"] == "/o/atelier-bleu/settings/general/"
    atelier_a.refresh_from_db()
    assert (atelier_a.name, atelier_a.colour, atelier_a.language, atelier_a.time_zone) == (
        "Atelier Bleu",
        "#1f6fb2",
        "fr",
        "Europe/Brussels",
    )
    assert (atelier_a.languages, atelier_a.date_format, atelier_a.second_colour) == (["fr", "en"], "numeric", "#1d4f7a")
    page = client_of(alice).get("/o/atelier-bleu/settings/general/").content.decode()
    assert "atelier-a" in page
    assert 'name="second_colour_0" value="own" checked' in page  # one of its own is shown, so that saving again keeps it
    client_of(alice).post("/o/atelier-bleu/settings/general/", values | {"second_colour_0": ""})
    atelier_a.refresh_from_db()
    assert atelier_a.second_colour == ""


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("name", " ", "required"),
        ("name", "\u200b", "Enter something"),
        ("slug", "bureau-b", "bureau-b-2"),
        ("slug", "sett1ngs", "reserved"),
        ("colour_0", "#12345", "Select a valid choice"),
        ("time_zone", "Mars/Olympus", "time zone from the list"),
    ],
)
def test_general_says_beside_the_field_what_is_wrong_and_keeps_what_was_typed(
    client_of: ClientOf, alice: User, atelier_a: Organisation, bureau_b: Organisation, field: str, value: str, says: str
) -> None:
    values = {"name": "Kept <b>typed</b>", "slug": "atelier-a", "colour_0": "#1f6fb2", "language": "en", "time_zone": "Europe/Paris"}
    response = client_of(alice).post("/o/atelier-a/settings/general/", values | FURTHER | {field: value})
    page = response.content.decode()
    assert response.status_code == 422
    assert says in page
    if field != "name":
        assert "Kept &lt;b&gt;typed&lt;/b&gt;" in page
    atelier_a.refresh_from_db()
    assert atelier_a.name == "Atelier A"


def test_an_old_address_leads_on_pages_and_api(
    client_of: ClientOf, acting: Acting, alice: User, bob: User, atelier_a: Organisation
) -> None:
    with acting(alice, atelier_a) as actor:
        services.update_organisation(actor, slug="maison")
    for path in ("/o/atelier-a/departure/?q=1", "/api/v1/o/atelier-a/members/?q=1"):
        response = client_of(bob).get(path)
        assert response.status_code == 308
        assert response["Location"] == path.replace("atelier-a", "maison")
    assert Slug.objects.filter(organisation=atelier_a).count() == 2


def test_leaving(client_of: ClientOf, alice: User, bob: User, atelier_a: Organisation) -> None:
    client = client_of(bob)
    assert client.post("/o/atelier-a/departure/")["Location"] == "/"
    assert client.get("/o/atelier-a/departure/").status_code == 404
    assert client.get("/api/v1/o/atelier-a/members/").status_code == 404
    owner = client_of(alice)
    assert "only owner" in owner.get("/o/atelier-a/departure/").content.decode()
    assert owner.post("/o/atelier-a/departure/").status_code == 409
    assert owner.get("/o/atelier-a/departure/").status_code == 200


def test_names_are_never_markup(client_of: ClientOf, acting: Acting, alice: User, atelier_a: Organisation) -> None:
    evil = "<script>alert(1)</script>"
    with acting(alice, atelier_a) as actor:
        services.update_organisation(actor, name=evil)
        services.create_group(actor, name=evil)
        services.create_join_code(actor, label=evil)
    client = client_of(alice)
    for path in PAGES:
        assert evil not in client.get(f"/o/atelier-a/{path}").content.decode(), path
