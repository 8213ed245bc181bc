# SPDX-License-Identifier: AGPL-3.0-or-later
"""OpenID Connect in a real browser, both ways: somebody signs in here by another Ruche, and to another program by this one."""

import re
from collections.abc import Iterator
from dataclasses import replace
from queue import Queue
from threading import Thread
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from ruche.kernel.access.models import RoleAssignment
from ruche.kernel.db.context import organisation_scope
from ruche.kernel.identity.models import Application, IdentityProvider
from ruche.kernel.identity.registrar import organisation_registrar
from ruche.kernel.identity.services import add_domain, create_provider, map_group, register_application, update_application, verify_domain
from ruche.kernel.organisations.models import Organisation
from ruche.kernel.testing.people import PASSWORD, find_actor
from ruche.kernel.users.models import User
from tests.browser.conftest import PHONE, SOON
from tests.browser.test_accessibility import faults_of
from tests.environment import ROOT
from tests.fault.instance import free_port
from tests.other_servers.another_ruche import AnotherRuche, another_ruche
from tests.other_servers.programs import Program, program

SIGN_IN = "/account/sign-in/"
MEMBERS_PAGE = "/o/atelier-a/settings/invitations/"


@pytest.fixture(autouse=True)
def _own_address(settings: Any, address: str) -> None:
    settings.PUBLIC_URL = address
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, allows_private_providers=True)


@pytest.fixture(scope="module")
def another(address: str) -> Iterator[AnotherRuche]:
    with another_ruche(f"{address}/account/oidc/far-away/login/callback/") as found:
        yield found


@pytest.fixture
def provider(another: AnotherRuche, alice: User, atelier_a: Organisation) -> IdentityProvider:
    """People of Far away may come into Atelier A; its chiefs are managers there. Addresses of example.org lead to it."""
    values = {"scopes": "openid email profile groups", "groups_claim": "groups", "creates_members": True}
    with organisation_scope(atelier_a.id, alice.id):
        by = organisation_registrar(find_actor(alice, atelier_a), "organisation.manage_sign_in")
        made = create_provider(by, name="Far away", issuer=another.url, client_id=another.client_id, secret=another.secret, **values)
        map_group(by, provider_id=made.pk, external_name="Chiefs", role="manager")
        domain = add_domain(by, provider_id=made.pk, domain="example.org")
    alice.is_instance_admin = True
    alice.save()
    verify_domain(alice, domain_id=domain.pk)
    return made


def leave(page: Page, email: str) -> None:
    """From the sign-in page here to the provider of the address."""
    page.get_by_label("E-mail address").fill(email)
    page.keyboard.press("Enter")
    page.get_by_role("button", name=re.compile("Continue with Far away")).click()


def sign_in_there(page: Page, another: AnotherRuche, email: str) -> None:
    page.wait_for_url(f"{another.url}{SIGN_IN}**")
    page.get_by_label("E-mail address").fill(email)
    page.keyboard.press("Enter")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Let Ruche of Atelier A in?")).to_be_visible(timeout=4 * SOON)


def status_of(page: Page, address: str, path: str) -> int:
    answer = page.goto(address + path)
    assert answer is not None
    return answer.status


def test_somebody_comes_in_by_another_ruche_with_the_role_of_the_groups_there(visit, address, another, provider, atelier_a):
    page = visit(None, SIGN_IN)
    leave(page, "erin@example.org")
    sign_in_there(page, another, "erin@example.org")
    assert faults_of(page) == []
    page.get_by_role("button", name="Allow").click()
    page.wait_for_url(f"{address}/o/atelier-a/")
    assert status_of(page, address, MEMBERS_PAGE) == 200
    with organisation_scope(atelier_a.id):
        held = RoleAssignment.objects.get(membership__user__email="erin@example.org", ended_at=None)
        assert (held.builtin, held.source) == ("manager", "provider")
    # The next time nothing is asked, here or there.
    page.context.clear_cookies(domain="localhost")
    page.goto(address + SIGN_IN)
    leave(page, "erin@example.org")
    page.wait_for_url(f"{address}/o/atelier-a/")


def test_who_is_no_chief_there_is_none_here(visit, address, another, provider, atelier_a):
    page = visit(None, SIGN_IN, viewport=PHONE)
    leave(page, "frank@example.org")
    sign_in_there(page, another, "frank@example.org")
    assert faults_of(page) == []
    page.get_by_role("button", name="Allow").click()
    page.wait_for_url(f"{address}/o/atelier-a/")
    assert status_of(page, address, MEMBERS_PAGE) == 403


def test_who_refuses_there_is_nobody_here(visit, address, another, provider):
    page = visit(None, SIGN_IN)
    leave(page, "gus@example.org")
    sign_in_there(page, another, "gus@example.org")
    page.get_by_role("button", name="Refuse").click()
    expect(page.get_by_role("heading", name="Nobody was signed in")).to_be_visible()
    assert faults_of(page) == []
    assert not User.objects.filter(email="gus@example.org").exists()


def test_a_session_that_a_provider_began_opens_its_organisation_only(visit, address, another, provider, dana, bureau_b):
    page = visit(dana, "/account/applications/")
    page.get_by_role("button", name="Add Far away").click()
    sign_in_there(page, another, "hana@example.org")
    page.get_by_role("button", name="Allow").click()
    expect(page.get_by_text("You can now sign in by Far away.")).to_be_visible()
    assert status_of(page, address, "/o/bureau-b/") == 200
    page.context.clear_cookies(domain="localhost")
    page.goto(address + SIGN_IN)
    leave(page, "dana@example.org")
    page.wait_for_url(f"{address}/o/atelier-a/")
    assert status_of(page, address, "/o/bureau-b/") == 403
    assert faults_of(page) == []


@pytest.fixture
def wiki() -> Iterator[Program]:
    """A program that people sign in to with their account here."""
    with program() as found:
        yield found


@pytest.fixture
def registered(wiki: Program, address: str, alice: User, atelier_a: Organisation) -> Application:
    with organisation_scope(atelier_a.id, alice.id):
        by = organisation_registrar(find_actor(alice, atelier_a))
        values = {"redirect_uris": [wiki.back], "permissions": ["organisation.view_members"]}
        made = register_application(by, name="Wiki", description="Keeps what we know.", **values)
    assert made.secret is not None
    wiki.learn(address, made.application.client_id, made.secret, scope="openid profile email groups organisation.view_members")
    return made.application


def test_a_program_learns_who_somebody_is_until_they_take_it_back(visit, address, wiki, registered, bob, atelier_a):
    page = visit(bob, "/o/atelier-a/")
    page.goto(wiki.url)
    expect(page.get_by_role("heading", name="Let Wiki in?")).to_be_visible()
    expect(page.get_by_text("See who belongs to the organisation")).to_be_visible()
    assert faults_of(page) == []
    page.get_by_role("button", name="Allow").click()
    expect(page.get_by_text("Hello Bob <bob@example.org> of atelier-a")).to_be_visible()
    page.goto(f"{wiki.url}members")
    expect(page.get_by_text("Alice, Bob, Dana")).to_be_visible()
    page.goto(f"{wiki.url}refresh")
    expect(page.get_by_text("refreshed: 200")).to_be_visible()
    page.goto(f"{address}/account/applications/")
    assert faults_of(page) == []
    page.get_by_role("button", name="Take back Wiki").click()
    expect(page.get_by_text("This application may do nothing more for you.")).to_be_visible()
    page.goto(f"{wiki.url}refresh")
    expect(page.get_by_text("refreshed: 400 invalid_grant")).to_be_visible()
    page.goto(f"{wiki.url}members")
    expect(page.get_by_text("401 token_refused")).to_be_visible()


def test_a_program_that_is_refused_learns_nothing(visit, wiki, registered, bob, atelier_a):
    page = visit(bob, "/o/atelier-a/")
    page.goto(wiki.url)
    page.get_by_role("button", name="Refuse").click()
    expect(page.get_by_text("refused: access_denied")).to_be_visible()


def test_what_is_unticked_is_not_given(visit, wiki, registered, bob, atelier_a):
    page = visit(bob, "/o/atelier-a/", viewport=PHONE, theme="dark")
    page.goto(wiki.url)
    assert faults_of(page) == []
    page.get_by_label("See who belongs to the organisation").uncheck()
    page.get_by_role("button", name="Allow").click()
    expect(page.get_by_text("Hello Bob")).to_be_visible()
    page.goto(f"{wiki.url}members")
    expect(page.get_by_text("403 permission_refused")).to_be_visible()


def test_the_documented_program(visit, address, alice, bob, atelier_a):
    """docs/api/applications.md, as it stands there."""
    found = re.search(r"```python\n(.*?)```", (ROOT / "docs/api/applications.md").read_text(), re.DOTALL)
    assert found is not None
    names: dict[str, Any] = {}
    exec(compile(found[1], "docs/api/applications.md", "exec"), names)
    port = free_port()
    with organisation_scope(atelier_a.id, alice.id):
        by = organisation_registrar(find_actor(alice, atelier_a))
        made = register_application(by, name="Script", redirect_uris=[f"http://127.0.0.1:{port}/back"], is_public=True)
    assert made.secret is None
    page, opened, came = visit(bob, "/o/atelier-a/"), Queue[str](), Queue[Any]()
    client = Thread(target=lambda: came.put(names["sign_in"](address, made.application.client_id, opened.put, port)))
    client.start()
    page.goto(opened.get(timeout=20))
    page.get_by_role("button", name="Allow").click()
    expect(page.get_by_text("You may close this page.")).to_be_visible()
    tokens, who = came.get(timeout=20)
    client.join(20)
    assert (who["name"], who["organisation"]) == ("Bob", "atelier-a")
    assert names["ask"](f"{address}/api/v1/organisations/", token=tokens["access_token"])["results"][0]["slug"] == "atelier-a"


FETCH = """([url, token]) => fetch(url, {headers: {Authorization: `Bearer ${token}`}})
  .then((answer) => answer.status, () => "kept from this page")"""


def test_pages_elsewhere_read_the_api_when_their_application_says_so(visit, address, wiki, registered, alice, bob, atelier_a):
    page = visit(bob, "/o/atelier-a/")
    page.goto(wiki.url)
    page.get_by_role("button", name="Allow").click()
    expect(page.get_by_text("Hello Bob")).to_be_visible()
    url, token = f"{address}/api/v1/o/atelier-a/members/", wiki.tokens["access_token"]
    assert page.evaluate(FETCH, [url, token]) == "kept from this page"
    with organisation_scope(atelier_a.id, alice.id):
        values = {"redirect_uris": [wiki.back], "permissions": registered.permissions, "origins": [wiki.url]}
        update_application(organisation_registrar(find_actor(alice, atelier_a)), application_id=registered.pk, name="Wiki", **values)
    with program() as foreign:
        page.goto(f"{foreign.url}nothing")
        assert page.evaluate(FETCH, [url, token]) == "kept from this page"
    page.goto(f"{wiki.url}nothing")
    assert page.evaluate(FETCH, [url, token]) == 200
    assert page.evaluate(FETCH, [url, "ruche_at_ended"]) == 401


def test_who_is_not_signed_in_does_so_and_goes_on(visit, address, wiki, registered, bob, atelier_a):
    page = visit(None, SIGN_IN)
    page.goto(wiki.url)
    page.wait_for_url(f"{address}{SIGN_IN}**")
    page.get_by_label("E-mail address").fill("bob@example.org")
    page.keyboard.press("Enter")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Allow").click()
    expect(page.get_by_text("Hello Bob")).to_be_visible()
