# SPDX-License-Identifier: AGPL-3.0-or-later
"""OpenID Connect with programs of others, over the network: their provider signs people in here, ours signs people in to theirs.

tests/browser/test_openid.py has the same between two Ruches, in a real browser.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import urljoin

import pytest
import requests
from django.conf import settings as django_settings
from django.test import Client

from ruche.kernel.access.models import RoleAssignment
from ruche.kernel.db.context import organisation_scope
from ruche.kernel.identity.models import Consent
from ruche.kernel.identity.registrar import organisation_registrar
from ruche.kernel.identity.services import create_provider, map_group, register_application, revoke_consent
from ruche.kernel.organisations.models import Organisation
from ruche.kernel.testing.people import find_actor, make_group, put_in
from ruche.kernel.users.models import User
from tests.live import live_server
from tests.other_servers.openid import Tool, foreign_provider, install, new_tool, served

pytestmark = pytest.mark.django_db(transaction=True)

ZOE = {"email": "zoe@elsewhere.example", "email_verified": True, "name": "Zoé Elsewhere", "groups": ["chiefs", "others"]}
MAL = {"email": "bob@example.org", "email_verified": True, "name": "Mal"}


@pytest.fixture(scope="module")
def server(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    with django_db_blocker.unblock(), live_server() as found:
        yield found


@pytest.fixture
def address(server: str, settings: Any) -> str:
    settings.PUBLIC_URL = server
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, allows_private_providers=True)
    return server


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[str]:
    with foreign_provider(zoe=ZOE, mal=MAL) as found:
        yield found


class Visitor:
    """A browser as far as forms and redirects go."""

    def __init__(self, signed_in: Client | None = None) -> None:
        self.session = requests.Session()
        self.session.headers["Accept-Language"] = "en"
        if signed_in is not None:
            name = django_settings.SESSION_COOKIE_NAME
            self.session.cookies.set(name, signed_in.cookies[name].value, domain="localhost.local")
        self.page = requests.Response()

    def open(self, url: str) -> "Visitor":
        self.page = self.session.get(url, timeout=20)
        return self

    def press(self, **values: str) -> "Visitor":
        """Send the page's first form as it is filled in, with the button that was pressed."""
        form = re.search(r"<form\b([^>]*)>(.*?)</form>", self.page.text, re.DOTALL)
        assert form is not None, self.page.text
        fields = [dict(re.findall(r'(\w+)="([^"]*)"', one)) for one in re.findall(r"<input\b([^>]*)>", form[2])]
        sent = {one["name"]: html.unescape(one.get("value", "")) for one in fields if "name" in one and one.get("type") != "radio"}
        action = re.search(r'action="([^"]*)"', form[1])
        target = urljoin(self.page.url, html.unescape(action[1]) if action else self.page.url)
        self.page = self.session.post(target, {**sent, **values}, timeout=20)
        return self

    def go_on(self) -> "Visitor":
        """As the page itself does, without being asked."""
        found = re.search(r'http-equiv="refresh" content="0;url=([^"]+)"', self.page.text)
        assert found is not None, self.page.text
        return self.open(html.unescape(found[1]))


@pytest.fixture
def sign_in_page(address: str, elsewhere: str, alice: User, atelier_a: Organisation) -> str:
    """Of Atelier A, by the foreign provider."""
    values = {"scopes": "openid email profile", "groups_claim": "groups", "creates_members": True}
    with organisation_scope(atelier_a.id, alice.id):
        by = organisation_registrar(find_actor(alice, atelier_a), "organisation.manage_sign_in")
        provider = create_provider(by, name="Elsewhere", issuer=elsewhere, client_id="ruche", secret="anything", **values)
        map_group(by, provider_id=provider.pk, external_name="chiefs", role="manager")
    return f"{address}/account/oidc/{provider.slug}/login/"


def test_a_foreign_provider_signs_somebody_in(sign_in_page, address, atelier_a):
    visitor = Visitor().open(sign_in_page).press().go_on().press(sub="zoe")
    assert (visitor.page.status_code, visitor.page.url) == (200, f"{address}/o/atelier-a/")
    with organisation_scope(atelier_a.id):
        held = RoleAssignment.objects.get(membership__user__email="zoe@elsewhere.example", ended_at=None)
        assert (held.builtin, held.source, held.membership.name) == ("manager", "provider", "Zoé Elsewhere")
    again = Visitor().open(sign_in_page).press().go_on().press(sub="zoe")
    assert again.page.url == f"{address}/o/atelier-a/"
    assert User.objects.filter(email="zoe@elsewhere.example").count() == 1


def test_a_foreign_provider_takes_over_nobodys_address(sign_in_page, address, bob):
    visitor = Visitor().open(sign_in_page).press().go_on().press(sub="mal")
    assert visitor.page.status_code == 403
    assert "There is an account with this e-mail address." in visitor.page.text
    assert visitor.open(f"{address}/o/atelier-a/").page.url.startswith(f"{address}/account/sign-in/")


def test_who_turns_back_at_a_foreign_provider_is_nobody(sign_in_page):
    visitor = Visitor().open(sign_in_page).press().go_on().press(action="deny")
    assert visitor.page.status_code == 400
    assert "you turned back" in visitor.page.text


def test_a_foreign_provider_that_is_gone_is_said(address, alice, atelier_a):
    with foreign_provider() as gone, organisation_scope(atelier_a.id, alice.id):
        by = organisation_registrar(find_actor(alice, atelier_a), "organisation.manage_sign_in")
        provider = create_provider(by, name="Gone", issuer=gone, client_id="ruche")
    visitor = Visitor().open(f"{address}/account/oidc/{provider.slug}/login/").press()
    assert visitor.page.status_code == 502
    assert "does not answer as it should" in visitor.page.text


@pytest.fixture(scope="module")
def apache() -> None:
    install()


def serve(tool: Tool, address: str, alice: User, organisation: Organisation, **options: Any) -> Any:
    """The foreign program, registered here and running."""
    with organisation_scope(organisation.id, alice.id):
        by = organisation_registrar(find_actor(alice, organisation))
        made = register_application(by, name="Tool", redirect_uris=[tool.back])
    assert made.secret is not None
    return served(tool, issuer=address, client_id=made.application.client_id, secret=made.secret, **options)


def test_a_foreign_program_lets_our_people_in(apache, address, client_of, alice, bob, atelier_a):
    with serve(new_tool(), address, alice, atelier_a) as tool:
        visitor = Visitor(client_of(bob)).open(tool.url)
        assert "Let Tool in?" in visitor.page.text, tool.said()
        visitor.press(action="grant")
        assert (visitor.page.status_code, visitor.page.url) == (200, tool.url), tool.said()
        assert "Hello Bob" in visitor.page.text
        assert "bob@example.org" in visitor.page.text
        # In another browser: allowed already. After taking it back: asked again.
        assert "Hello Bob" in Visitor(client_of(bob)).open(tool.url).page.text
        revoke_consent(bob, consent_id=Consent.objects.get(user=bob).pk)
        assert "Let Tool in?" in Visitor(client_of(bob)).open(tool.url).page.text


def test_a_foreign_program_learns_nothing_from_who_refuses(apache, address, client_of, alice, bob, atelier_a):
    with serve(new_tool(), address, alice, atelier_a) as tool:
        visitor = Visitor(client_of(bob)).open(tool.url).press(action="cancel")
        assert visitor.page.url.startswith(tool.back)
        assert "Bob" not in visitor.page.text
        assert "Let Tool in?" in visitor.open(tool.url).page.text


def test_a_foreign_program_can_go_by_our_groups(apache, address, client_of, alice, bob, dana, atelier_a):
    put_in(make_group(atelier_a, "Kitchen"), bob)
    with serve(new_tool(), address, alice, atelier_a, requires=["claim groups:Kitchen"]) as tool:
        assert "Hello Bob" in Visitor(client_of(bob)).open(tool.url).press(action="grant").page.text, tool.said()
        assert Visitor(client_of(dana)).open(tool.url).press(action="grant").page.status_code == 401
