# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where codes are typed and what they open."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from ruche.kernel.db.context import organisation_scope
from ruche.kernel.organisations import services
from ruche.kernel.organisations.keys import code_of, dashed
from ruche.kernel.organisations.models import JoinCode, Membership, Organisation
from ruche.kernel.organisations.tests.conftest import Acting
from ruche.kernel.users.models import User

ClientOf = Callable[[User], Client]


@pytest.fixture
def code(acting: Acting, alice: User, atelier_a: Organisation) -> str:
    with acting(alice, atelier_a) as actor:
        return dashed(code_of(services.create_join_code(actor, max_uses=3).pk))


def _visitor() -> Client:
    """Somebody who is not signed in and reads English."""
    return Client(headers={"accept-language": "en"})


def _is_in(user: User, organisation: Organisation) -> bool:
    with organisation_scope(organisation.pk):
        return Membership.objects.filter(user=user, status="active").exists()


def test_typing_a_code_and_joining(client_of: ClientOf, charlie: User, atelier_a: Organisation, code: str) -> None:
    client = client_of(charlie)
    found = client.post("/join/", {"code": code.lower().replace("-", " ")})["Location"]
    assert found == f"/join/{code}/"
    assert "Join Atelier A" in client.get(found).content.decode()
    assert not _is_in(charlie, atelier_a)
    assert client.post(found)["Location"] == "/o/atelier-a/"
    assert _is_in(charlie, atelier_a)


def test_no_cache_keeps_the_page_of_a_code(atelier_a: Organisation, code: str) -> None:
    for page in ("/join/", f"/join/{code}/", "/join/ACDE-FGHJ-KMNP/"):
        assert "no-store" in _visitor().get(page)["Cache-Control"]


def test_a_new_person(atelier_a: Organisation, code: str) -> None:
    client, page = _visitor(), f"/join/{code}/"
    assert "Create an account and join" in client.get(page).content.decode()
    assert client.post(page, {"way": "sign-up"})["Location"].startswith("/account/sign-up/?next=")
    client.post("/account/sign-up/", {"name": "Zoé", "email": "zoe@x.org", "password1": "correct horse battery", "next": page})
    assert client.get(page)["Location"] == "/o/atelier-a/"
    assert _is_in(User.objects.get(email="zoe@x.org"), atelier_a)


@pytest.mark.parametrize("typed", ["nonsense", "", "ACDE-FGHJ", "0000-0000-0000", "<script>"])
def test_what_is_no_code_says_so_beside_the_field(atelier_a: Organisation, typed: str) -> None:
    response = _visitor().post("/join/", {"code": typed})
    assert response.status_code == 422
    assert "<script>" not in response.content.decode().split("<main")[1]


def test_an_unknown_code(atelier_a: Organisation) -> None:
    response = _visitor().get("/join/ACDE-FGHJ-KMNP/")
    assert response.status_code == 404
    assert "This code does not exist" in response.content.decode()


def test_guesses_are_limited_whoever_is_signed_in(client_of: ClientOf, charlie: User, atelier_a: Organisation, code: str) -> None:
    client = client_of(charlie)
    for _try in range(35):
        assert client.get(f"/join/{code}/").status_code == 200
    answers = [client.get(f"/join/ACDE-FGHJ-KM{one}{other}/").status_code for one in "ACDEFGH" for other in "ACDEF"]
    assert answers == [404] * 30 + [429] * 5
    refused = client.post(f"/join/{code}/")
    assert refused.status_code == 429
    assert int(refused["Retry-After"]) > 0
    assert not _is_in(charlie, atelier_a)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"expires_at": timezone.now() - timedelta(days=1)}, "This has expired"),
        ({"revoked_at": timezone.now()}, "This was revoked"),
        ({"uses": 3}, "used up"),
    ],
)
def test_a_closed_code_says_how(
    client_of: ClientOf, charlie: User, atelier_a: Organisation, code: str, change: dict[str, object], says: str
) -> None:
    with organisation_scope(atelier_a.pk):
        JoinCode.objects.update(**change)
    client = client_of(charlie)
    for response in (client.get(f"/join/{code}/"), client.post(f"/join/{code}/")):
        assert response.status_code == 410
        assert says in response.content.decode()
    assert not _is_in(charlie, atelier_a)


def test_a_code_from_creation_to_revocation_by_the_page(client_of: ClientOf, alice: User, atelier_a: Organisation) -> None:
    client, address = client_of(alice), "/o/atelier-a/settings/join-codes/"
    values = {"label": "Open day", "role": "guest", "group_id": "", "days": "7", "max_uses": "5"}
    assert client.post(address, values).status_code == 302
    with organisation_scope(atelier_a.pk):
        join_code = JoinCode.objects.get()
    shown = dashed(code_of(join_code.pk))
    assert shown in client.get(address).content.decode()
    sheet = client.get(f"{address}{join_code.pk}/sheet/").content.decode()
    assert shown in sheet
    assert "/join/" in sheet
    client.post(f"{address}{join_code.pk}/revocation/")
    assert shown not in client.get(address).content.decode()
    assert client.get(f"{address}{join_code.pk}/sheet/").status_code == 404
    for wrong in ({"role": "admin"}, {"days": "9999"}, {"max_uses": "0"}, {"max_uses": "x"}):
        assert client.post(address, values | wrong).status_code == 422


def test_the_sheet_is_for_those_who_invite(
    client_of: ClientOf, bob: User, charlie: User, atelier_a: Organisation, bureau_b: Organisation, code: str
) -> None:
    with organisation_scope(atelier_a.pk):
        sheet = f"/o/atelier-a/settings/join-codes/{JoinCode.objects.get().pk}/sheet/"
    assert client_of(bob).get(sheet).status_code == 403
    assert client_of(charlie).get(sheet).status_code == 404
    assert client_of(charlie).get(sheet.replace("atelier-a", "bureau-b")).status_code == 404
