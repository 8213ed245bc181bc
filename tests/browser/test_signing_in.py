# SPDX-License-Identifier: AGPL-3.0-or-later
"""Passkeys by a virtual authenticator, a telephone, and a session that is ended elsewhere."""

import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from playwright.sync_api import Page, expect

from ruche.kernel.sign_in import totp
from ruche.kernel.sign_in.models import SessionFact
from ruche.kernel.testing.people import PASSWORD

SIGN_IN = "/account/sign-in/"
KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture(autouse=True)
def _own_address(settings: Any, address: str) -> None:
    """Passkeys belong to the public address, and the server of the tests is at another port."""
    settings.PUBLIC_URL = address


def plug_in(page: Page) -> Any:
    """A device that makes and keeps passkeys, and whose owner always agrees."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    return session, session.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})["authenticatorId"]


def test_a_passkey_is_made_and_then_opens_the_account_alone(visit, alice, atelier_a):
    page = visit(alice, "/account/security/")
    plug_in(page)
    page.get_by_label("Name").fill("Blue key")
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.locator(".si-codes li")).to_have_count(10)
    page.get_by_role("link", name="I have kept them").click()
    expect(page.get_by_text("Blue key", exact=True)).to_be_visible()
    page.context.clear_cookies()
    page.goto(page.url.replace("/account/security/", SIGN_IN))
    page.get_by_role("button", name=re.compile("Use a passkey")).click()
    page.wait_for_url("**/o/atelier-a/")
    assert SessionFact.objects.latest("created_at").method == "passkey"


def test_a_passkey_is_the_second_factor_of_a_password(visit, alice, atelier_a):
    page = visit(alice, "/account/security/")
    plug_in(page)
    page.get_by_label("Name").fill("Blue key")
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.locator(".si-codes")).to_be_visible()
    page.context.clear_cookies()
    page.goto(page.url.split("/account/")[0] + SIGN_IN)
    page.get_by_label("E-mail address").fill("alice@example.org")
    page.keyboard.press("Enter")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/second-factor/")
    page.get_by_role("button", name=re.compile("Use a passkey")).click()
    page.wait_for_url("**/o/atelier-a/")


def test_a_passkey_that_was_removed_opens_nothing_and_says_so(visit, alice, atelier_a):
    page = visit(alice, "/account/security/")
    plug_in(page)
    page.get_by_label("Name").fill("Blue key")
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.locator(".si-codes")).to_be_visible()
    Authenticator.objects.all().delete()
    page.context.clear_cookies()
    page.goto(page.url.split("/account/")[0] + SIGN_IN)
    page.get_by_role("button", name=re.compile("Use a passkey")).click()
    expect(page.get_by_text("This passkey does not fit.")).to_be_visible()


def test_without_any_passkey_the_page_says_so_and_stays(visit, db):
    page = visit(None, SIGN_IN)
    plug_in(page)
    page.get_by_role("button", name=re.compile("Use a passkey")).click()
    expect(page.get_by_text("No passkey was used.")).to_be_visible(timeout=20_000)


def test_a_code_of_the_telephone_signs_in(visit, alice, atelier_a):
    secret = totp.new_secret()
    totp.keep_secret(alice, secret, used_step=0)
    page = visit(None, SIGN_IN)
    page.get_by_label("E-mail address").fill("alice@example.org")
    page.keyboard.press("Enter")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_label("Code")).to_be_focused()
    page.get_by_label("Code").fill(totp.code_of(secret, totp.now_step() + 10))
    page.keyboard.press("Enter")
    expect(page.get_by_text("5 minutes off")).to_be_visible()
    page.get_by_label("Code").fill(totp.code_of(secret, totp.now_step()))
    page.keyboard.press("Enter")
    page.wait_for_url("**/o/atelier-a/")


def test_a_new_password_is_judged_while_it_is_typed(visit, alice):
    page = visit(alice, "/account/password/")
    page.get_by_label("New password").press_sequentially("password1")
    expect(page.get_by_text("programmes try first")).to_be_visible()
    page.get_by_label("New password").fill("lantern marble otter seventeen")
    expect(page.get_by_text("Hard to guess.")).to_be_visible()
