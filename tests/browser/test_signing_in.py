# SPDX-License-Identifier: AGPL-3.0-or-later
"""Passkeys by a virtual authenticator, a telephone, and a session that is ended elsewhere."""

import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from playwright.sync_api import Page, expect

from ruche.kernel.sign_in import totp
from ruche.kernel.sign_in.models import SessionFact
from ruche.kernel.sign_in.services.deletion import ask_for_deletion
from ruche.kernel.sign_in.tests.rules import rule
from ruche.kernel.testing.people import PASSWORD
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.test_accessibility import faults_of

HOME = "/o/atelier-a/"
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
    expect(page.get_by_text("Very hard to guess.")).to_be_visible()


def test_recovery_codes_are_kept_as_a_file_copied_and_shown_once(visit, alice, atelier_a):
    page = visit(alice, "/account/security/")
    plug_in(page)
    page.get_by_label("Name").fill("Blue key")
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.locator(".si-codes code")).to_have_count(10)
    codes = page.locator(".si-codes code").all_inner_texts()
    with page.expect_download() as download:
        page.get_by_role("button", name="Keep as a file").click()
    assert download.value.suggested_filename == "ruche-alice@example.org.txt"
    assert download.value.path().read_text().split("\n")[:10] == codes
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == "\n".join(codes)
    page.get_by_role("link", name="I have kept them").click()
    expect(page.get_by_text("10 codes left")).to_be_visible()
    expect(page.get_by_text(codes[0])).to_have_count(0)


def test_who_came_by_an_address_is_led_to_where_passkeys_work(visit, db, address):
    page = visit(None, SIGN_IN)
    page.goto(address.replace("localhost", "127.0.0.1") + SIGN_IN)
    way = page.get_by_role("link", name=re.compile("Use a passkey"))
    expect(way).to_contain_text("not at this address")
    way.click()
    page.wait_for_url(f"{address}{SIGN_IN}")
    expect(page.get_by_role("button", name=re.compile("Use a passkey"))).to_be_visible()


def test_an_open_page_says_so_when_the_organisation_begins_to_ask_for_a_factor(open_live, alice, bob, atelier_a):
    page = open_live(bob, HOME)
    rule(alice, atelier_a, second_factor="all")
    expect(page.get_by_text("This page is no longer open to you")).to_be_visible(timeout=20_000)
    page.get_by_role("button", name="Reload the page").click()
    expect(page.get_by_role("heading", name="A second factor, please")).to_be_visible()


def test_who_adds_the_factor_that_was_asked_for_comes_back_to_the_organisation(visit, alice, bob, atelier_a):
    rule(alice, atelier_a, second_factor="all")
    page = visit(bob, HOME)
    page.get_by_role("link", name="Add a second factor").click()
    plug_in(page)
    page.get_by_role("button", name="Add a passkey").click()
    page.get_by_role("link", name="I have kept them").click()
    page.wait_for_url(f"**{HOME}")
    expect(page.locator(".r-rail")).to_be_visible()


def test_who_came_in_without_the_factor_shows_it_and_goes_on(visit, alice, bob, atelier_a):
    secret = totp.new_secret()
    totp.keep_secret(bob, secret, used_step=0)
    rule(alice, atelier_a, second_factor="all")
    page = visit(bob, HOME)
    page.get_by_role("link", name="Use your second factor").click()
    expect(page.get_by_label("Password")).to_have_count(0)  # it would not be enough
    page.get_by_label("Code").fill(totp.code_of(secret, totp.now_step()))
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{HOME}")


@pytest.mark.parametrize(("theme", "viewport"), [("light", DESKTOP), ("dark", PHONE)], ids=["desktop", "phone"])
def test_no_state_of_the_pages_has_a_fault(visit, alice, bob, atelier_a, address, theme, viewport):
    """Those that a plain list of addresses does not reach."""
    faults: dict[str, list[str]] = {}

    def look(page: Page, name: str) -> None:
        if found := faults_of(page):
            faults[name] = found

    rule(alice, atelier_a, second_factor="all", grace_days=14)
    page = visit(None, SIGN_IN, theme=theme, viewport=viewport)
    page.get_by_label("E-mail address").fill(bob.email)
    page.keyboard.press("Enter")
    page.get_by_label("Password", exact=True).fill("something else")
    page.keyboard.press("Enter")
    expect(page.get_by_text("is wrong.")).to_be_visible()
    look(page, "password refused")
    ask_for_deletion(bob)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Keep my account").wait_for()
    look(page, "deletion waits")
    page.goto(address + "/account/deletion/")
    look(page, "deletion asked")
    page.goto(address + "/account/sign-in/second-factor-soon/")
    page.get_by_role("link", name="Later").wait_for()
    look(page, "factor soon")
    page.get_by_role("link", name="Later").click()
    page.locator(".r-banner.is-warn").wait_for()
    look(page, "banner")
    page.goto(address + "/account/security/")
    plug_in(page)
    page.get_by_role("button", name="Add a passkey").click()
    page.locator(".si-codes").wait_for()
    look(page, "recovery codes")
    totp.keep_secret(bob, totp.new_secret(), used_step=0)
    page.goto(address + "/account/security/")
    look(page, "all factors")
    page.get_by_role("button", name="Remove", exact=False).first.click()
    look(page, "removal")
    page.goto(address + "/account/reauthentication/?code")
    look(page, "code asked again")
    rule(alice, atelier_a, second_factor="all", version=1, methods=["passkey"])
    page.goto(address + HOME)
    look(page, "method refused")
    other = visit(alice, HOME, theme=theme, viewport=viewport)
    rule(alice, atelier_a, second_factor="all", version=2)
    other.goto(address + HOME)
    look(other, "factor required")
    page.context.clear_cookies()
    page.goto(address + SIGN_IN)
    page.get_by_label("E-mail address").fill(bob.email)
    page.keyboard.press("Enter")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/second-factor/")
    page.get_by_label("Code").fill("000000")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Code")).to_have_attribute("aria-invalid", "true")
    look(page, "code refused")
    assert faults == {}
