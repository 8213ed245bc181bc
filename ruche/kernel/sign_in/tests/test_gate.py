# SPDX-License-Identifier: AGPL-3.0-or-later
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from allauth.core.context import request_context
from django.test import Client
from django.utils import timezone

from ruche.kernel.access.models import CustomRole, RoleAssignment
from ruche.kernel.access.role_refs import RoleRef
from ruche.kernel.access.roles import Role
from ruche.kernel.access.services import give_role
from ruche.kernel.db.context import organisation_scope
from ruche.kernel.doors.credentials import Credential
from ruche.kernel.doors.reading import read_identity
from ruche.kernel.organisations.models import Membership, Organisation
from ruche.kernel.sign_in import totp
from ruche.kernel.sign_in.entering import enter
from ruche.kernel.sign_in.facts import SESSION_KEY, SignInFacts, write_facts
from ruche.kernel.sign_in.gate import check_gate
from ruche.kernel.sign_in.models import SignInPolicy
from ruche.kernel.sign_in.services.policies import set_policy
from ruche.kernel.sign_in.sockets import Way, open_until
from ruche.kernel.testing.people import PASSWORD, find_actor, give, make_group, put_in
from ruche.kernel.users.models import User

pytestmark = pytest.mark.django_db
HOME = "/o/atelier-a/"
ALL = ("password", "passkey", "code", "provider", "directory")


def rule(owner: User, organisation: Organisation, **values: Any) -> None:
    given = {"second_factor": "optional", "roles": [], "grace_days": 0, "session_hours": None, "methods": ALL, "version": 0, **values}
    with organisation_scope(organisation.pk, owner.pk):
        set_policy(find_actor(owner, organisation), **given)
    organisation.refresh_from_db()


def long_ago(organisation: Organisation, days: int) -> None:
    """As if the policy were so old, and everybody had been here before it."""
    with organisation_scope(organisation.pk):
        SignInPolicy.objects.update(required_since=timezone.now() - timedelta(days=days))
        Membership.objects.update(joined_at=timezone.now() - timedelta(days=1000))
    Organisation.objects.filter(pk=organisation.pk).update(rights_epoch=organisation.rights_epoch + 1)
    organisation.refresh_from_db()


def begun(user: User, **facts: Any) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    session = client.session
    session[SESSION_KEY] = write_facts(SignInFacts(**{"authenticated_at": time.time(), **facts}))
    session.save()
    return client


def may_listen(user: User, organisation: Organisation, **facts: Any) -> bool:
    """Whether a socket begun by a token with these facts hears anything of the organisation."""
    way = Way(user.pk, facts=SignInFacts(**{"authenticated_at": time.time(), **facts}))
    return bool(open_until(organisation, {user.pk: find_actor(user, organisation).membership}, [way]))


def code_of(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def test_without_rules_everybody_comes_in(client_of, bob, atelier_a):
    assert client_of(bob).get(HOME).status_code == 200


def test_a_factor_is_not_asked_for_within_the_days_of_grace(alice, bob, atelier_a):
    rule(alice, atelier_a, second_factor="all", grace_days=14)
    long_ago(atelier_a, days=13)
    assert begun(bob).get(HOME).status_code == 200


def test_a_factor_is_asked_for_after_the_days_of_grace_on_every_door(alice, bob, atelier_a, tokens_of):
    rule(alice, atelier_a, second_factor="all", grace_days=14)
    long_ago(atelier_a, days=15)
    client = begun(bob)
    page = client.get(HOME)
    assert page.status_code == 403
    assert "requires a second factor" in page.content.decode()
    assert "/account/security/" in page.content.decode()
    assert code_of(client.get("/api/v1/o/atelier-a/me/rights/")) == (403, "second_factor_required")
    assert code_of(tokens_of(bob).get("/api/v1/o/atelier-a/me/rights/")) == (403, "second_factor_required")
    assert not may_listen(bob, atelier_a)
    assert read_identity(Credential(client.session.session_key, is_session=True), "atelier-a") is None


def test_who_has_just_joined_has_the_days_of_grace_too(alice, bob, atelier_a):
    rule(alice, atelier_a, second_factor="all", grace_days=14)
    long_ago(atelier_a, days=100)
    with organisation_scope(atelier_a.pk):
        Membership.objects.filter(user=bob).update(joined_at=timezone.now() - timedelta(days=2))
    assert begun(bob).get(HOME).status_code == 200


def test_who_used_the_factor_comes_in(alice, bob, atelier_a):
    totp.keep_secret(bob, totp.new_secret(), used_step=0)
    rule(alice, atelier_a, second_factor="all")
    assert begun(bob, has_factor=True).get(HOME).status_code == 200
    assert may_listen(bob, atelier_a, has_factor=True)
    assert not may_listen(bob, atelier_a)
    waiting = begun(bob).get(HOME)
    assert waiting.status_code == 403
    assert "/account/reauthentication/" in waiting.content.decode()


def test_only_the_roles_that_are_named_need_a_factor(alice, bob, dana, atelier_a):
    with organisation_scope(atelier_a.pk):
        Membership.objects.filter(user=bob).update(role=Role.MANAGER)
    rule(alice, atelier_a, second_factor="managers")
    assert begun(bob).get(HOME).status_code == 403
    assert begun(dana).get(HOME).status_code == 200


def test_a_role_over_a_group_counts_from_the_day_it_is_given(alice, bob, atelier_a):
    rule(alice, atelier_a, second_factor="managers", grace_days=7)
    long_ago(atelier_a, days=100)
    assert begun(bob).get(HOME).status_code == 200
    team = make_group(atelier_a, "Repairs")
    with organisation_scope(atelier_a.pk, alice.pk):
        membership = find_actor(bob, atelier_a).membership
        give_role(find_actor(alice, atelier_a), membership_id=membership.pk, role=RoleRef(builtin="manager"), scope_id=team.pk)
    assert begun(bob).get(HOME).status_code == 200  # the days of grace begin with the role
    with organisation_scope(atelier_a.pk):
        RoleAssignment.objects.update(starts_at=timezone.now() - timedelta(days=8))
    assert begun(bob).get(HOME).status_code == 403


def test_a_role_of_ones_own_may_need_a_factor(alice, bob, atelier_a):
    give(bob, atelier_a, ["chat.create_channel"])
    assert begun(bob).get(HOME).status_code == 200
    with organisation_scope(atelier_a.pk):
        role = CustomRole.objects.get()
    rule(alice, atelier_a, roles=[str(role.pk)])
    assert begun(bob).get(HOME).status_code == 403
    with organisation_scope(atelier_a.pk):
        RoleAssignment.objects.update(ended_at=timezone.now())
    assert begun(bob).get(HOME).status_code == 200


def test_who_heads_a_group_is_a_manager_there(alice, bob, atelier_a):
    rule(alice, atelier_a, second_factor="managers")
    team = make_group(atelier_a, "Repairs")
    put_in(team, bob, post="head")
    assert begun(bob).get(HOME).status_code == 403


def test_a_rule_that_reaches_more_people_gives_them_their_days(alice, bob, atelier_a):
    rule(alice, atelier_a, second_factor="managers", grace_days=7)
    long_ago(atelier_a, days=100)
    rule(alice, atelier_a, second_factor="all", grace_days=7, version=1)
    assert begun(bob).get(HOME).status_code == 200


def test_a_role_may_be_named_alone(alice, bob, dana, atelier_a):
    with organisation_scope(atelier_a.pk):
        Membership.objects.filter(user=dana).update(role=Role.GUEST)
    rule(alice, atelier_a, roles=["guest"])
    assert begun(dana).get(HOME).status_code == 403
    assert begun(bob).get(HOME).status_code == 200


def test_a_session_lasts_as_long_as_the_organisation_says(alice, bob, atelier_a):
    rule(alice, atelier_a, session_hours=8)
    client = begun(bob, authenticated_at=time.time() - 9 * 3600)
    assert client.get(HOME).status_code == 403
    answer = client.post("/account/reauthentication/", {"password": PASSWORD, "next": HOME})
    assert answer["Location"] == HOME
    assert client.get(HOME).status_code == 200


def test_the_doors_beside_django_know_when_a_session_becomes_too_old(alice, bob, atelier_a):
    rule(alice, atelier_a, session_hours=8)
    begun_at = time.time() - 7.5 * 3600
    client = begun(bob, authenticated_at=begun_at)
    entered = read_identity(Credential(client.session.session_key, is_session=True), "atelier-a")
    assert entered is not None
    assert entered.expires_at == pytest.approx(begun_at + 8 * 3600)


def test_a_way_in_that_is_not_accepted_leads_to_another(alice, bob, atelier_a):
    rule(alice, atelier_a, methods=["passkey", "code"])
    page = begun(bob).get(HOME)
    assert page.status_code == 403
    assert "Sign in another way" in page.content.decode()
    assert begun(bob, method="passkey").get(HOME).status_code == 200


def test_the_door_of_one_organisation_opens_no_other(dana, atelier_a, bureau_b):
    client = begun(dana, method="directory", organisation_id=atelier_a.pk)
    assert client.get(HOME).status_code == 200
    assert client.get("/o/bureau-b/").status_code == 403
    assert code_of(client.get("/api/v1/o/bureau-b/me/rights/")) == (403, "wrong_organisation")
    key = client.session.session_key
    assert read_identity(Credential(key, is_session=True), "bureau-b") is None


@pytest.mark.parametrize("page", ["security/", "security/telephone/", "sessions/", "address/change/", "deletion/"])
def test_the_door_of_an_organisation_does_not_open_the_account(dana, atelier_a, page):
    client = begun(dana, method="provider", organisation_id=atelier_a.pk)
    assert client.get(f"/account/{page}").status_code == 403


def test_the_door_of_an_organisation_does_not_open_the_instance(alice, atelier_a):
    alice.is_instance_admin = True
    alice.save()
    assert begun(alice).get("/instance/people/").status_code == 200
    assert begun(alice, method="directory", organisation_id=atelier_a.pk).get("/instance/people/").status_code == 404


def test_confirming_by_ones_own_password_keeps_the_organisation(dana, atelier_a, bureau_b):
    client = begun(dana, method="directory", organisation_id=atelier_a.pk)
    client.post("/account/reauthentication/", {"password": PASSWORD})
    assert client.get("/o/bureau-b/").status_code == 403


def test_a_suspended_organisation_says_why(client_of, bob, atelier_a):
    Organisation.objects.filter(pk=atelier_a.pk).update(suspended_at=timezone.now(), suspended_reason="The bill is not paid.")
    atelier_a.refresh_from_db()
    page = client_of(bob).get(HOME)
    assert page.status_code == 403
    assert "The bill is not paid." in page.content.decode()
    assert code_of(client_of(bob).get("/api/v1/o/atelier-a/me/rights/")) == (403, "organisation_suspended")


def test_enter_remembers_through_whose_door(rf_session, bob, atelier_a, bureau_b):
    request = rf_session()
    with request_context(request):
        enter(request, bob, method="directory", organisation_id=atelier_a.pk)
        kept = request.session[SESSION_KEY]
        assert (kept["method"], kept["organisation_id"]) == ("directory", str(atelier_a.pk))
        enter(request, bob, method="password")
    assert request.session[SESSION_KEY]["organisation_id"] is None


def test_the_gate_reads_the_rules_once(alice, bob, atelier_a, django_assert_num_queries):
    rule(alice, atelier_a, session_hours=8)
    membership = find_actor(bob, atelier_a).membership
    membership.organisation = atelier_a
    check_gate(bob, membership, SignInFacts(authenticated_at=time.time()))
    with django_assert_num_queries(0):
        assert check_gate(bob, membership, SignInFacts(authenticated_at=time.time())) is None


def test_members_without_the_right_change_no_rules(client_of, bob, atelier_a):
    assert client_of(bob).get("/o/atelier-a/settings/sign-in/").status_code == 403


def test_the_rules_are_a_page(client_of, alice, bob, atelier_a):
    client = client_of(alice)
    page = client.get("/o/atelier-a/settings/sign-in/")
    assert page.status_code == 200
    values = {"second_factor": "all", "grace_days": "0", "session_hours": "", "methods": ["password", "passkey"], "version": "0"}
    assert client.post("/o/atelier-a/settings/sign-in/", values).status_code == 302
    assert begun(bob).get(HOME).status_code == 403
    stale = client.post("/o/atelier-a/settings/sign-in/", values)
    assert stale.status_code in (403, 422)


def test_a_sensitive_rule_asks_who_it_is(alice, atelier_a):
    client = begun(alice, authenticated_at=time.time() - 3600)
    values = {"second_factor": "optional", "grace_days": "0", "methods": ["password"], "version": "0"}
    answer = client.post("/o/atelier-a/settings/sign-in/", values, headers={"referer": "http://testserver/o/atelier-a/settings/sign-in/"})
    assert answer["Location"] == "/account/reauthentication/?next=%2Fo%2Fatelier-a%2Fsettings%2Fsign-in%2F"


@pytest.fixture
def tokens_of(db: None) -> Callable[[User], Client]:
    """A client with a person's access token."""

    def make(user: User) -> Client:
        sent = Client().post("/api/v1/token/", {"email": user.email, "password": PASSWORD}, content_type="application/json")
        return Client(headers={"Authorization": f"Bearer {sent.json()['access']}"})

    return make


@pytest.fixture
def rf_session(rf: Any) -> Callable[[], Any]:
    """A request with a session, as the entrance has it."""

    def make() -> Any:
        from django.contrib.auth.models import AnonymousUser
        from django.contrib.messages.storage.fallback import FallbackStorage
        from django.contrib.sessions.backends.db import SessionStore

        request = rf.get("/account/sign-in/")
        request.session, request.user = SessionStore(), AnonymousUser()
        request._messages = FallbackStorage(request)
        return request

    return make
