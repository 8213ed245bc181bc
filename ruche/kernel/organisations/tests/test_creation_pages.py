# SPDX-License-Identifier: AGPL-3.0-or-later
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from ruche.kernel.organisations.models import Membership, Organisation
from ruche.kernel.organisations.services.organisations import modules_for
from ruche.kernel.testing.people import find_actor
from ruche.kernel.users.models import User

ClientOf = Callable[[User], Client]
VALUES = {"name": "Les Tilleuls", "kind": "neighbourhood", "slug": "", "colour_0": "#1d7a68"}


@pytest.fixture(autouse=True)
def _open(registration: Callable[[str], None]) -> None:
    registration("open")


def test_the_first_run(client_of: ClientOf, alice: User) -> None:
    client = client_of(alice)
    assert "Which organisation is it?" in client.get("/organisations/new/").content.decode()
    step_2 = client.post("/organisations/new/", VALUES | {"modules": ["chat"]})["Location"]
    assert step_2 == "/o/les-tilleuls/first-run/"
    assert "Who is in it?" in client.get(step_2).content.decode()
    assert client.post(step_2, {"addresses": "zoe@x.org", "role": "member", "group_id": ""})["Location"] == "/o/les-tilleuls/"
    organisation = Organisation.objects.get(slug="les-tilleuls")
    assert find_actor(alice, organisation).active_modules == {"chat"}
    assert (organisation.colour, organisation.kind) == ("#1d7a68", "neighbourhood")


@pytest.mark.parametrize(
    "values",
    [
        {"name": ""},
        {"kind": ""},
        {"kind": "cult"},
        {"slug": "admin"},
        {"colour_0": ""},
        {"colour_0": "own", "colour_1": "x"},
        {"modules": ["x"]},
    ],
)
def test_what_is_wrong_keeps_what_was_typed(client_of: ClientOf, alice: User, values: dict[str, Any]) -> None:
    response = client_of(alice).post("/organisations/new/", VALUES | values)
    assert response.status_code == 422
    if "name" not in values:
        assert 'value="Les Tilleuls"' in response.content.decode()
    assert not Organisation.objects.exists()


def test_a_slug_is_proposed_while_the_name_is_typed_and_one_s_own_is_kept(
    client_of: ClientOf, alice: User, atelier_a: Organisation
) -> None:
    client = client_of(alice)

    def proposed(**values: str) -> str:
        return client.get("/organisations/new/address/", values).content.decode()

    assert 'value="atelier-a-2"' in proposed(name="Atelier A", slug="", proposed="")
    assert 'value="maison"' in proposed(name="Maison", slug="atelier-a-2", proposed="atelier-a-2")
    assert 'value="mine"' in proposed(name="Maison", slug="mine", proposed="atelier-a-2")


def test_the_preview_follows_the_kind(client_of: ClientOf, alice: User) -> None:
    page = client_of(alice).get("/organisations/new/modules/?kind=family").content.decode()
    assert page.count("checked") == len(modules_for("family"))
    assert client_of(alice).get("/organisations/new/modules/?kind=cult").status_code == 200


def test_a_second_click_says_that_the_address_is_taken(client_of: ClientOf, alice: User) -> None:
    client = client_of(alice)
    assert client.post("/organisations/new/", VALUES | {"slug": "tilleuls"}).status_code == 302
    assert client.post("/organisations/new/", VALUES | {"slug": "tilleuls"}).status_code == 422
    assert Organisation.objects.count() == 1


def test_where_the_administrator_creates(client_of: ClientOf, alice: User, registration: Callable[[str], None]) -> None:
    registration("invitation")
    client = client_of(alice)
    for response in (client.get("/organisations/new/"), client.post("/organisations/new/", VALUES)):
        assert response.status_code == 403
        assert "administrator creates organisations here" in response.content.decode()
    assert "/organisations/new/" not in client.get("/organisations/").content.decode()
    assert not Organisation.objects.exists()
    alice.is_instance_admin = True
    alice.save()
    assert client.post("/organisations/new/", VALUES).status_code == 302


def test_nobody_creates_without_end(client_of: ClientOf, alice: User) -> None:
    client = client_of(alice)
    for number in range(20):
        assert client.post("/organisations/new/", VALUES | {"slug": f"place-{number + 2}00"}).status_code == 302
    refused = client.post("/organisations/new/", VALUES | {"slug": "one-more"})
    assert refused.status_code == 422
    assert "Too many attempts" in refused.content.decode()


@pytest.mark.parametrize("path", ["/organisations/", "/organisations/new/", "/organisations/switcher/", "/organisations/new/address/"])
def test_only_for_people_who_are_signed_in(db: None, path: str) -> None:
    assert "/account/sign-in/" in Client().get(path)["Location"]


def test_who_belongs_nowhere_is_told_how_to_begin(client_of: ClientOf, alice: User) -> None:
    page = client_of(alice).get("/organisations/").content.decode()
    assert "You do not belong to an organisation yet" in page
    assert 'name="code"' in page
    assert not Membership.objects.unscoped().exists()
