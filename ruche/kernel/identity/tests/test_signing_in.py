# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who a provider's account becomes here: never somebody else's, and in the organisation whose provider it is."""

import pytest
from django.test import Client

from ruche.kernel.access.models import RoleAssignment
from ruche.kernel.access.roles import Role
from ruche.kernel.db.context import organisation_scope
from ruche.kernel.errors import InvalidInput
from ruche.kernel.identity.models import IdentityProvider, ProviderAccount, ProviderDomain
from ruche.kernel.identity.openid.fetching import ProviderUnreachable, check_address
from ruche.kernel.identity.registrar import Registrar, organisation_registrar
from ruche.kernel.identity.selectors import find_provider_for, list_sign_in_providers
from ruche.kernel.identity.services import add_domain, create_provider, map_group, unlink_provider, verify_domain
from ruche.kernel.identity.tests.elsewhere import ISSUER, come_back, elsewhere, leave, provider
from ruche.kernel.organisations.models import GroupMembership, Membership
from ruche.kernel.testing.people import find_actor, make_group
from ruche.kernel.users.models import User

__all__ = ["elsewhere", "provider"]


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def link(client, elsewhere):
    carried = leave(client, link="1")
    elsewhere.nonce = carried["nonce"]
    return client.get("/account/oidc/elsewhere/login/callback/", {"state": carried["state"], "code": "c1"})


def test_a_new_person_comes_into_the_organisation_with_its_default_role(client, elsewhere, provider, atelier_a):
    come_back(client, elsewhere)
    with organisation_scope(atelier_a.id):
        member = Membership.objects.get(user__email="bob@elsewhere.example")
    assert (member.role, member.name) == (Role.MEMBER, "Bob There")
    assert client.get("/o/atelier-a/").status_code == 200


def test_the_door_of_one_organisation_opens_no_other(client_of, client, elsewhere, provider, dana, atelier_a, bureau_b):
    ProviderAccount.objects.create(provider=provider, user=dana, sub="bob-there")
    come_back(client, elsewhere)
    assert client.get("/o/atelier-a/").status_code == 200
    assert client.get("/o/bureau-b/").status_code != 200
    assert client.get("/account/tokens/").status_code != 200, "nor what concerns all of them"


def test_an_address_that_is_taken_is_not_taken_over(client, elsewhere, provider, bob):
    elsewhere.claims["email"] = bob.email
    response = come_back(client, elsewhere)
    assert response.status_code == 403
    assert not is_in(client)
    assert not ProviderAccount.objects.exists()


@pytest.mark.parametrize("verified", [False, None, "no"])
def test_an_address_that_the_provider_does_not_vouch_for_makes_nobody(client, elsewhere, provider, verified):
    elsewhere.claims["email_verified"] = verified
    assert come_back(client, elsewhere).status_code == 403
    assert not User.objects.filter(email="bob@elsewhere.example").exists()


def test_without_leave_to_make_members_only_the_known_come_in(client, elsewhere, provider):
    IdentityProvider.objects.update(creates_members=False)
    assert come_back(client, elsewhere).status_code == 403
    assert not is_in(client)


def test_a_person_adds_a_provider_to_the_account_and_signs_in_by_it(client_of, elsewhere, provider, bob):
    assert link(client_of(bob), elsewhere).status_code == 302
    another = Client()
    come_back(another, elsewhere)
    assert another.session["_auth_user_id"] == str(bob.pk)


def test_what_is_linked_to_one_is_not_linked_to_another(client_of, elsewhere, provider, alice, bob):
    link(client_of(bob), elsewhere)
    assert link(client_of(alice), elsewhere).status_code == 409
    assert ProviderAccount.objects.get().user == bob


def test_the_last_way_in_is_not_removed(client, elsewhere, provider):
    come_back(client, elsewhere)
    account = ProviderAccount.objects.get()
    with pytest.raises(InvalidInput) as refused:
        unlink_provider(account.user, account_id=account.pk)
    assert refused.value.code == "last_way_in"


def test_a_closed_account_stays_closed(client, elsewhere, provider):
    come_back(client, elsewhere)
    User.objects.filter(email="bob@elsewhere.example").update(is_active=False)
    another = Client()
    assert come_back(another, elsewhere).status_code == 403
    assert not is_in(another)


def test_groups_become_roles_and_groups_and_go_again(client, elsewhere, provider, atelier_a, alice):
    group = make_group(atelier_a, "Kitchen")
    with organisation_scope(atelier_a.id, alice.id):
        by = organisation_registrar(find_actor(alice, atelier_a), "organisation.manage_sign_in")
        map_group(by, provider_id=provider.pk, external_name="chiefs", role="manager")
        map_group(by, provider_id=provider.pk, external_name="cooks", group_id=group.pk)
    elsewhere.claims["groups"] = ["chiefs", "cooks", "others"]
    come_back(client, elsewhere)
    with organisation_scope(atelier_a.id):
        held = RoleAssignment.objects.filter(source="provider", ended_at=None)
        assert [one.builtin for one in held] == ["manager"]
        assert GroupMembership.objects.filter(group=group, left_at=None, source="provider").count() == 1
    elsewhere.claims["groups"] = []
    come_back(Client(), elsewhere)
    with organisation_scope(atelier_a.id):
        assert not RoleAssignment.objects.filter(source="provider", ended_at=None).exists()
        assert not GroupMembership.objects.filter(group=group, left_at=None).exists()


def test_only_verified_domains_lead_to_a_provider(provider, atelier_a, alice):
    ProviderDomain.objects.create(provider=provider, domain="elsewhere.example")
    assert find_provider_for("bob@elsewhere.example") is None
    alice.is_instance_admin = True
    alice.save()
    verify_domain(alice, domain_id=ProviderDomain.objects.get().pk)
    found = find_provider_for("Bob@ELSEWHERE.example")
    assert found is not None
    assert found.name == "Elsewhere"
    assert find_provider_for("bob@example.org") is None
    assert find_provider_for("") is None


def test_a_domain_has_one_provider(provider, alice):
    alice.is_instance_admin = True
    alice.save()
    add_domain(
        Registrar(alice), provider_id=create_provider(Registrar(alice), name="One", issuer=ISSUER, client_id="x").pk, domain="a.example"
    )
    second = ProviderDomain.objects.create(provider=provider, domain="a.example")
    with pytest.raises(InvalidInput) as refused:
        verify_domain(alice, domain_id=second.pk)
    assert refused.value.code == "taken"


def test_a_provider_has_twenty_domains_at_most(provider, alice, atelier_a):
    with organisation_scope(atelier_a.id, alice.id):
        by = organisation_registrar(find_actor(alice, atelier_a))
        for number in range(20):
            add_domain(by, provider_id=provider.pk, domain=f"d{number}.example")
        with pytest.raises(InvalidInput) as refused:
            add_domain(by, provider_id=provider.pk, domain="d20.example")
        assert add_domain(by, provider_id=provider.pk, domain="d19.example").domain == "d19.example", "one of them again is no other"
    assert (refused.value.code, set(refused.value.fields)) == ("too_many", {"domain"})


def test_the_sign_in_page_lists_the_instances_and_those_of_the_door(provider, atelier_a, bureau_b):
    IdentityProvider.objects.create(name="All", slug="all", issuer="https://all.example", client_id="x")
    assert [one.name for one in list_sign_in_providers(None)] == ["All"]
    assert [one.name for one in list_sign_in_providers(atelier_a)] == ["All", "Elsewhere"]
    assert [one.name for one in list_sign_in_providers(bureau_b)] == ["All"]


@pytest.mark.parametrize(
    "url",
    [
        "http://login.example.org",
        "https://127.0.0.1/x",
        "https://localhost",
        "https://[::1]/",
        "https://10.0.0.7",
        "https://169.254.169.254/latest",
        "https://[::ffff:127.0.0.1]/",
        "https://user@example.org",
        "ftp://example.org",
        "https://",
        "https://x:y/",
    ],
)
def test_our_own_network_is_not_asked(url):
    with pytest.raises(ProviderUnreachable):
        check_address(url)
