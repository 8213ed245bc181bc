# SPDX-License-Identifier: AGPL-3.0-or-later
"""Personal tokens and service accounts: what they open, from where, for how long; and that they make no other keys."""

import time
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from ruche.kernel.access.roles import Role
from ruche.kernel.db.context import organisation_scope
from ruche.kernel.errors import InvalidInput, PermissionRefused
from ruche.kernel.identity.models import BearerToken
from ruche.kernel.identity.services import (
    create_service_account,
    create_service_token,
    create_token,
    delete_service_account,
    revoke_token,
)
from ruche.kernel.organisations.models import Membership
from ruche.kernel.sign_in.facts import SESSION_KEY, SignInFacts, write_facts
from ruche.kernel.testing.people import find_actor, give, make_group

MEMBERS = "/api/v1/o/atelier-a/members/"
TOKENS = "/api/v1/tokens/"
VIEW = "organisation.view_members"


def bearer(text: str, **extra: str) -> Client:
    return Client(headers={"Authorization": f"Bearer {text}"}, **extra)


def make(user, organisation, scopes=(VIEW,), networks=(), days=30):
    with organisation_scope(organisation.id, user.id):
        return create_token(find_actor(user, organisation), name="Script", scopes=scopes, days=days, networks=networks)


def test_it_opens_what_its_scopes_name_in_its_organisation(dana, atelier_a, bureau_b):
    made = make(dana, atelier_a)
    assert bearer(made.text).get(MEMBERS).status_code == 200
    assert bearer(made.text).get("/api/v1/o/bureau-b/members/").status_code == 404
    assert [one["slug"] for one in bearer(made.text).get("/api/v1/organisations/").json()["results"]] == ["atelier-a"]
    assert bearer(make(dana, atelier_a, scopes=()).text).get(MEMBERS).status_code == 403


def test_it_never_has_more_than_its_person_has_now(alice, bob, atelier_a):
    invitations = "organisation.manage_members"
    with pytest.raises(InvalidInput) as refused:
        make(bob, atelier_a, scopes=[invitations])
    assert refused.value.code == "gives_more_than_has"
    made = make(alice, atelier_a, scopes=[VIEW])
    with organisation_scope(atelier_a.id):
        Membership.objects.filter(user=alice).update(status=Membership.Status.SUSPENDED)
    assert bearer(made.text).get(MEMBERS).status_code == 404


def test_it_ends_at_once_by_revoking_and_by_its_date(bob, atelier_a):
    first, second = make(bob, atelier_a), make(bob, atelier_a)
    revoke_token(bob, token_id=first.token.pk)
    BearerToken.objects.filter(pk=second.token.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    for made in (first, second):
        answer = bearer(made.text).get(MEMBERS)
        assert (answer.status_code, answer.json()["code"]) == (401, "token_refused")


@pytest.mark.parametrize(
    ("networks", "address", "status"),
    [
        ([], "203.0.113.9", 200),
        (["203.0.113.0/24"], "203.0.113.9", 200),
        (["203.0.113.0/24"], "::ffff:203.0.113.9", 200),
        (["203.0.113.0/24"], "198.51.100.7", 403),
        (["2001:db8:1::/48"], "2001:db8:1::7", 200),
        (["2001:db8:1::/48"], "203.0.113.9", 403),
        (["203.0.113.0/24"], "", 403),
    ],
)
def test_it_counts_from_its_networks_only(bob, atelier_a, networks, address, status):
    made = make(bob, atelier_a, networks=networks)
    answer = bearer(made.text, REMOTE_ADDR=address).get(MEMBERS)
    assert answer.status_code == status
    assert status == 200 or answer.json()["code"] == "address_refused"


def test_its_last_use_is_written_at_most_once_a_minute(bob, atelier_a, django_assert_num_queries):
    made = make(bob, atelier_a)
    bearer(made.text, REMOTE_ADDR="203.0.113.9").get(MEMBERS)
    token = BearerToken.objects.get(pk=made.token.pk)
    assert token.last_address == "203.0.113.9"
    assert token.last_used_at is not None
    bearer(made.text, REMOTE_ADDR="203.0.113.10").get(MEMBERS)
    assert BearerToken.objects.get(pk=token.pk).last_used_at == token.last_used_at


def test_only_its_hash_is_kept(bob, atelier_a):
    made = make(bob, atelier_a)
    kept = BearerToken.objects.filter(pk=made.token.pk).values().get()
    assert made.text not in str(kept)
    assert made.text.startswith("ruche_pt_")
    assert made.text.startswith(kept["prefix"])


def test_it_opens_no_page_and_makes_no_key(bob, atelier_a):
    made = make(bob, atelier_a, scopes=[VIEW, "organisation.create_token"])
    client = bearer(made.text)
    assert client.get("/account/tokens/").status_code == 401
    assert client.get("/o/atelier-a/").status_code == 401
    assert client.get(TOKENS).status_code == 403
    body = {"organisation": "atelier-a", "name": "x", "scopes": [], "days": 1}
    assert client.post(TOKENS, body, content_type="application/json").status_code == 403


def test_the_api_makes_lists_and_ends_tokens(client_of, bob, atelier_a):
    client = client_of(bob)
    body = {"organisation": "atelier-a", "name": "Script", "scopes": [VIEW], "days": 7, "networks": ["192.0.2.7"]}
    made = client.post(TOKENS, body, content_type="application/json")
    assert made.status_code == 201
    listed = client.get(TOKENS).json()["results"]
    assert [one["id"] for one in listed] == [made.json()["details"]["id"]]
    assert made.json()["token"] not in str(listed)
    assert client.delete(f"{TOKENS}{listed[0]['id']}/").status_code == 204
    assert client.delete(f"{TOKENS}{listed[0]['id']}/").status_code == 404
    assert client.get(TOKENS).json()["results"] == []


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"days": 0}, "days"),
        ({"days": 366}, "days"),
        ({"name": ""}, "name"),
        ({"scopes": ["no.such"]}, "scopes"),
        ({"networks": ["x"]}, "networks"),
    ],
)
def test_wrong_input_is_named(client_of, bob, atelier_a, change, field):
    body = {"organisation": "atelier-a", "name": "Script", "scopes": [], "days": 7, **change}
    answer = client_of(bob).post(TOKENS, body, content_type="application/json")
    assert answer.status_code == 422
    assert field in answer.json()["fields"]


def test_nobody_ends_the_tokens_of_another_or_makes_one_elsewhere(client_of, bob, charlie, atelier_a, bureau_b):
    made = make(bob, atelier_a)
    assert client_of(charlie).delete(f"{TOKENS}{made.token.pk}/").status_code == 404
    body = {"organisation": "atelier-a", "name": "x", "scopes": [], "days": 1}
    assert client_of(charlie).post(TOKENS, body, content_type="application/json").status_code == 404
    assert bearer(made.text).get(MEMBERS).status_code == 200


def test_a_service_account_acts_with_its_role_and_stands_in_no_list(client_of, alice, bob, atelier_a):
    with organisation_scope(atelier_a.id, alice.id):
        actor = find_actor(alice, atelier_a)
        account = create_service_account(actor, name="Robot", role=Role.GUEST)
        made = create_service_token(actor, membership_id=account.pk, name="One", scopes=[VIEW, "organisation.manage_members"], days=30)
    answer = bearer(made.text).get(MEMBERS)
    assert answer.status_code == 200
    assert "Robot" not in str(answer.json())
    assert bearer(made.text).get("/api/v1/o/atelier-a/service-accounts/").status_code == 403
    with organisation_scope(atelier_a.id, alice.id):
        delete_service_account(actor, membership_id=account.pk)
    assert bearer(made.text).get(MEMBERS).status_code == 401


def test_what_one_may_in_a_group_gives_a_program_nothing_everywhere(alice, bob, atelier_a):
    team, head = make_group(atelier_a, "Repairs"), "organisation.manage_group_people"
    with organisation_scope(atelier_a.id, alice.id):
        account = create_service_account(find_actor(alice, atelier_a), name="Robot", role=Role.MANAGER)
    give(bob, atelier_a, ["organisation.manage_applications"])
    give(bob, atelier_a, [head], scope=team)
    with organisation_scope(atelier_a.id, bob.id):
        actor = find_actor(bob, atelier_a)
        assert actor.can(head, team)
        create_service_token(actor, membership_id=account.pk, name="One", scopes=["organisation.manage_applications"], days=3)
        with pytest.raises(InvalidInput) as refused:
            create_service_token(actor, membership_id=account.pk, name="Two", scopes=[head], days=3)
    assert refused.value.code == "gives_more_than_has"


@pytest.mark.parametrize("role", [Role.ADMIN, Role.OWNER])
def test_a_program_never_administers(alice, atelier_a, role):
    with organisation_scope(atelier_a.id, alice.id), pytest.raises(InvalidInput):
        create_service_account(find_actor(alice, atelier_a), name="Robot", role=role)


def test_members_make_no_service_account(bob, atelier_a):
    with organisation_scope(atelier_a.id, bob.id), pytest.raises(PermissionRefused):
        create_service_account(find_actor(bob, atelier_a), name="Robot")


def test_who_came_through_one_organisation_sees_and_ends_no_keys_of_others(client_of, dana, atelier_a, bureau_b):
    made, client = make(dana, bureau_b), client_of(dana)
    assert len(client.get(TOKENS).json()["results"]) == 1
    session = client.session
    session[SESSION_KEY] = write_facts(SignInFacts("provider", atelier_a.pk, time.time()))
    session.save()
    refused = [client.get(TOKENS), client.delete(f"{TOKENS}{made.token.pk}/")]
    assert [(answer.status_code, answer.json()["code"]) for answer in refused] == [(403, "wrong_organisation")] * 2
    assert [one["slug"] for one in client.get("/api/v1/organisations/").json()["results"]] == ["atelier-a"]
    assert bearer(made.text).get("/api/v1/o/bureau-b/members/").status_code == 200
