# SPDX-License-Identifier: AGPL-3.0-or-later
"""The link of an invitation, for each kind of person who may open it."""

from collections.abc import Callable
from datetime import timedelta
from urllib.parse import unquote

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.utils import timezone

from ruche.kernel.db.context import organisation_scope
from ruche.kernel.organisations import services
from ruche.kernel.organisations.keys import proof_of, token_of
from ruche.kernel.organisations.models import Invitation, Membership, Organisation
from ruche.kernel.organisations.tests.conftest import Acting
from ruche.kernel.testing.people import find_actor
from ruche.kernel.users.models import User

ClientOf = Callable[[User], Client]
PASSWORD = "correct horse battery staple"


@pytest.fixture
def link_for(acting: Acting, alice: User, atelier_a: Organisation) -> Callable[[str], str]:
    """link_for("charlie@example.org"): the path of an invitation."""

    def invite(address: str) -> str:
        with acting(alice, atelier_a) as actor:
            invited = services.invite_people(actor, addresses=address)
        return f"/invitation/{token_of(invited.invitations[0].pk)}/"

    return invite


def _proof(link: str) -> str:
    return proof_of(link.split("/")[2])


def _visitor() -> Client:
    """Somebody who is not signed in and reads English."""
    return Client(headers={"accept-language": "en"})


def _is_in(user: User, organisation: Organisation) -> bool:
    with organisation_scope(organisation.pk):
        return Membership.objects.filter(user=user, status="active").exists()


def test_the_invited_person_joins(client_of: ClientOf, charlie: User, atelier_a: Organisation, link_for: Callable[[str], str]) -> None:
    client, link = client_of(charlie), link_for("Charlie@Example.org")
    page = client.get(link).content.decode()
    assert "Join Atelier A" in page
    assert "Alice" in page
    assert not _is_in(charlie, atelier_a)  # looking is not joining
    assert client.post(f"{link}acceptance/")["Location"] == "/o/atelier-a/"
    assert _is_in(charlie, atelier_a)
    assert client.post(f"{link}acceptance/")["Location"] == "/o/atelier-a/"  # a double click
    again = client.get(link)
    assert again.status_code == 410
    assert "You belong to Atelier A" in again.content.decode()


def test_a_new_person_makes_an_account_and_is_in(atelier_a: Organisation, link_for: Callable[[str], str]) -> None:
    client, link = _visitor(), link_for("Zoé <zoe@example.org>")
    mailed = f"{link}?proof={_proof(link)}"
    assert "Create an account and join" in client.get(mailed).content.decode()
    sign_up = client.post(f"{link}entry/", {"way": "sign-up", "proof": _proof(link)})["Location"]
    assert sign_up.startswith("/account/sign-up/?next=")
    assert "zoe@example.org" in client.get(sign_up).content.decode()
    values = {"name": "Zoé", "email": "zoe@example.org", "password1": PASSWORD, "next": unquote(sign_up.partition("next=")[2])}
    back = client.post("/account/sign-up/", values)["Location"]
    assert back == mailed
    assert client.get(back)["Location"] == "/o/atelier-a/"
    zoe = User.objects.get(email="zoe@example.org")
    assert _is_in(zoe, atelier_a)
    assert EmailAddress.objects.get(user=zoe).verified


def test_no_cache_keeps_the_page_of_an_invitation(atelier_a: Organisation, link_for: Callable[[str], str]) -> None:
    for page in (link_for("zoe@example.org"), "/invitation/unknown/"):
        assert "no-store" in _visitor().get(page)["Cache-Control"]


def test_a_copied_link_lets_in_but_proves_no_address(atelier_a: Organisation, link_for: Callable[[str], str]) -> None:
    client, link = _visitor(), link_for("zoe@example.org")
    client.post(f"{link}entry/", {"way": "sign-up", "proof": "forged"})
    values = {"name": "Zoé", "email": "zoe@example.org", "password1": PASSWORD, "next": link}
    client.post("/account/sign-up/", values)
    client.get(link)
    zoe = User.objects.get(email="zoe@example.org")
    assert _is_in(zoe, atelier_a)
    assert not EmailAddress.objects.get(user=zoe).verified


def test_the_mailed_link_verifies_the_address_of_an_old_account(
    client_of: ClientOf, charlie: User, atelier_a: Organisation, link_for: Callable[[str], str]
) -> None:
    EmailAddress.objects.filter(user=charlie).update(verified=False)
    link = link_for("charlie@example.org")
    client_of(charlie).post(f"{link}acceptance/", {"proof": _proof(link)})
    assert EmailAddress.objects.get(user=charlie).verified


def test_somebody_else_is_told_and_may_switch(
    client_of: ClientOf, bob: User, charlie: User, atelier_a: Organisation, link_for: Callable[[str], str]
) -> None:
    client, link = client_of(charlie), link_for("zoe@example.org")
    page = client.get(link).content.decode()
    assert "You are signed in as charlie@example.org" in page
    assert "/account/sign-out/" in page
    assert client.post(f"{link}acceptance/")["Location"] == link
    assert not _is_in(charlie, atelier_a)
    assert client.post("/account/sign-out/", {"next": link})["Location"] == link


def test_signing_in_with_an_account_that_is_there(charlie: User, atelier_a: Organisation, link_for: Callable[[str], str]) -> None:
    client, link = _visitor(), link_for("charlie@example.org")
    page = client.get(link).content.decode()
    assert "Sign in and join" in page
    assert "Create an account" not in page
    assert client.post(f"{link}acceptance/")["Location"] == link  # nobody yet
    sign_in = client.post(f"{link}entry/", {"way": "sign-in"})["Location"]
    assert sign_in.startswith("/account/sign-in/?next=")
    client.force_login(charlie)
    assert client.get(link)["Location"] == "/o/atelier-a/"
    assert _is_in(charlie, atelier_a)


@pytest.mark.parametrize("value", ["closed", "invitation", "open"])
def test_accounts_where_registration_is_closed(
    atelier_a: Organisation, link_for: Callable[[str], str], registration: Callable[[str], None], value: str
) -> None:
    link = link_for("zoe@example.org")
    registration(value)
    page = _visitor().get(link).content.decode()
    assert ("Create an account and join" in page) is (value != "closed")


def test_declining(client_of: ClientOf, charlie: User, atelier_a: Organisation, link_for: Callable[[str], str]) -> None:
    link = link_for("charlie@example.org")
    assert _visitor().post(f"{link}refusal/").status_code == 200
    assert client_of(charlie).get(link).status_code == 410
    assert _visitor().post(f"{link}refusal/")["Location"] == link
    assert not _is_in(charlie, atelier_a)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"expires_at": timezone.now() - timedelta(days=1)}, "This has expired"),
        ({"revoked_at": timezone.now()}, "This was revoked"),
        ({"declined_at": timezone.now()}, "was declined"),
        ({"accepted_at": timezone.now()}, "was used already"),
    ],
)
def test_a_closed_one_says_how(
    client_of: ClientOf, charlie: User, atelier_a: Organisation, link_for: Callable[[str], str], change: dict[str, object], says: str
) -> None:
    link = link_for("charlie@example.org")
    with organisation_scope(atelier_a.pk):
        Invitation.objects.update(**change)
    for client in (client_of(charlie), _visitor()):
        response = client.get(link)
        assert response.status_code == 410
        assert says in response.content.decode()
    assert client_of(charlie).post(f"{link}acceptance/")["Location"] == link
    assert not _is_in(charlie, atelier_a)


@pytest.mark.parametrize("token", ["x", "A" * 43, "é", "a b", "%22%3E%3Cscript%3E"])
def test_an_unknown_one_is_the_same_for_all(client_of: ClientOf, alice: User, atelier_a: Organisation, token: str) -> None:
    link = f"/invitation/{token}/"
    for client in (_visitor(), client_of(alice)):
        assert client.get(link).status_code == 404
        assert "This link opens nothing" in client.get(link).content.decode()
        for act in ("entry", "refusal"):
            assert client.post(f"{link}{act}/").status_code == 404
    assert client_of(alice).post(f"{link}acceptance/").status_code == 404


def test_guesses_are_limited_and_right_ones_are_not(charlie: User, atelier_a: Organisation, link_for: Callable[[str], str]) -> None:
    link = link_for("charlie@example.org")
    client = _visitor()
    for _try in range(40):
        assert client.get(link).status_code == 200
    answers = [client.get(f"/invitation/{number}/").status_code for number in range(31)]
    assert answers == [404] * 30 + [429]
    assert client.get(link).status_code == 429


def test_the_suspended_get_a_clear_answer(
    client_of: ClientOf, acting: Acting, alice: User, bob: User, atelier_a: Organisation, link_for: Callable[[str], str]
) -> None:
    bobs = find_actor(bob, atelier_a).membership
    with acting(alice, atelier_a) as actor:
        services.remove_member(actor, membership_id=bobs.pk)
    link = link_for("bob@example.org")
    with organisation_scope(atelier_a.pk):
        Membership.objects.filter(pk=bobs.pk).update(status="suspended")
    response = client_of(bob).post(f"{link}acceptance/")
    assert response.status_code == 403
    assert "Ask one of its administrators" in response.content.decode()


def test_a_pasted_list_by_the_page(client_of: ClientOf, alice: User, bob: User, atelier_a: Organisation) -> None:
    client, address = client_of(alice), "/o/atelier-a/settings/invitations/"
    values = {"role": "member", "group_id": ""}
    fine = client.post(address, values | {"addresses": "a@x.org, B <b@x.org>"})
    assert fine.status_code == 302
    page = client.post(address, values | {"addresses": "c@x.org\n<script>@x\nbob@example.org"}).content.decode()
    assert "no e-mail address" in page
    assert "already a member" in page
    assert "&lt;script&gt;@x</textarea>" in page  # what can be put right stays in the field
    assert client.post(address, values | {"addresses": " "}).status_code == 422
    assert client.post(address, values | {"addresses": "d@x.org", "role": "owner"}).status_code == 422
    listed = client.get(address).content.decode()
    assert all(f"{name}@x.org" in listed for name in "abc")


def test_five_hundred_pasted_by_the_page_and_the_limit_keeps_what_was_typed(
    client_of: ClientOf, alice: User, atelier_a: Organisation
) -> None:
    client, address = client_of(alice), "/o/atelier-a/settings/invitations/"
    many = "\n".join(f"p{number}@x.org" for number in range(500))
    assert client.post(address, {"role": "member", "group_id": "", "addresses": many}).status_code == 302
    refused = client.post(address, {"role": "member", "group_id": "", "addresses": "one.more@x.org"})
    assert refused.status_code == 422
    assert "Too many attempts" in refused.content.decode()
    assert "one.more@x.org" in refused.content.decode()


def test_sending_again_and_revoking_by_the_page(
    client_of: ClientOf, alice: User, atelier_a: Organisation, link_for: Callable[[str], str]
) -> None:
    link = link_for("zoe@example.org")
    with organisation_scope(atelier_a.pk):
        row = f"/o/atelier-a/settings/invitations/{Invitation.objects.get().pk}/"
    client = client_of(alice)
    client.post(f"{row}sending/")
    client.post(f"{row}revocation/")
    assert _visitor().get(link).status_code == 410
    page = client.post(f"{row}revocation/", follow=True).content.decode()
    assert "changed meanwhile" in page
    assert "zoe@example.org" in client.get("/o/atelier-a/settings/invitations/?state=closed").content.decode()
