# SPDX-License-Identifier: AGPL-3.0-or-later
"""Coming in, going out and being thrown out in the middle of a sentence, in a real browser."""

import re

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from playwright.sync_api import Page, expect

from ruche.kernel.db.context import organisation_scope
from ruche.kernel.organisations.keys import code_of, dashed
from ruche.kernel.organisations.services import create_join_code
from ruche.kernel.testing.people import PASSWORD, find_actor
from ruche.kernel.users.models import User
from ruche.kernel.users.setup import create_setup_link
from tests.browser.conftest import PHONE

SIGN_IN = "/account/sign-in/"
# The addresses of everything that caches of the service worker hold.
KEPT = """async () => {
  const names = await caches.keys();
  const caches_ = await Promise.all(names.map((name) => caches.open(name)));
  return (await Promise.all(caches_.map((one) => one.keys()))).flat().map((request) => request.url);
}"""


def _sign_in(page: Page, email: str = "alice@example.org", password: str = PASSWORD) -> None:
    page.get_by_label("E-mail address").fill(email)
    page.get_by_role("button", name="Continue", exact=True).click()
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in").click()


def _listen(page: Page) -> list[str]:
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: told.append(str(error)))
    return told


def test_a_wrong_password_keeps_the_address_and_points_at_the_field(visit, alice, atelier_a):
    page = visit(None, SIGN_IN)
    expect(page.get_by_label("E-mail address")).to_be_focused()
    _sign_in(page, password="something else")
    expect(page.get_by_text("The e-mail address or the password is wrong.")).to_be_visible()
    expect(page.get_by_label("E-mail address")).to_have_value("alice@example.org")
    expect(page.get_by_label("Password", exact=True)).to_be_focused()
    expect(page.get_by_label("Password", exact=True)).to_have_attribute("aria-invalid", "true")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/o/atelier-a/")


def test_a_double_click_signs_in_once(visit, alice, atelier_a):
    page = visit(None, SIGN_IN)
    page.get_by_label("E-mail address").fill("alice@example.org")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Password", exact=True)).to_be_focused()
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").dblclick()
    page.wait_for_url("**/o/atelier-a/")
    assert Session.objects.count() == 1


def test_a_join_code_leads_a_new_person_into_the_organisation(visit, alice, atelier_a):
    with organisation_scope(atelier_a.id, alice.pk):
        code = dashed(code_of(create_join_code(find_actor(alice, atelier_a)).pk))
    page = visit(None, f"/join/{code}/", viewport=PHONE)
    told = _listen(page)
    page.get_by_role("main").get_by_role("button").first.click()
    page.wait_for_url(re.compile("/account/sign-(up|in)/"))
    if "/sign-in/" in page.url:
        page.get_by_role("link", name="Create one").click()
    expect(page.get_by_text("Then you can join Atelier A.")).to_be_visible()
    page.get_by_label("Your name").fill("Zoé Martin")
    page.get_by_label("E-mail address").fill("zoe@example.org")
    page.get_by_label("Password", exact=True).fill("short")
    page.get_by_role("button", name="Create an account").click()
    expect(page.get_by_label("Password", exact=True)).to_be_focused()
    expect(page.get_by_label("Your name")).to_have_value("Zoé Martin")
    page.keyboard.type("seven little words")
    page.keyboard.press("Enter")
    page.wait_for_url("**/o/atelier-a/")
    assert [line for line in told if "422" not in line] == []


def test_signing_out_leaves_nothing_on_the_browser(visit, alice, atelier_a):
    page = visit(alice, "/o/atelier-a/")
    page.evaluate("localStorage.setItem('ruche:draft:x', 'private'); sessionStorage.setItem('y', 'private')")
    page.goto(page.url.replace("/o/atelier-a/", "/account/preferences/"))
    page.get_by_role("radio", name="Dark").check()
    page.get_by_role("button", name="Save").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/account/sign-in/**")
    assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
    kept = page.evaluate(KEPT)
    assert [address for address in kept if not re.search("/static/|/offline/", address)] == []
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.go_back()
    page.wait_for_load_state()
    expect(page.get_by_text("alice@example.org")).to_have_count(0)
    page.go_back()
    page.wait_for_load_state()
    expect(page.get_by_role("button", name="Continue", exact=True)).to_be_visible()


def test_a_session_that_ends_while_somebody_writes_keeps_the_text(visit, alice, atelier_a):
    from ruche.modules.chat.services import create_channel

    with organisation_scope(atelier_a.id, alice.pk):
        channel = create_channel(find_actor(alice, atelier_a), name="general")
    path = reverse("chat:channel_detail", args=["atelier-a", channel.pk])
    page = visit(alice, path)
    body = page.get_by_role("textbox", name=re.compile("Message in"))
    body.fill("What I had in mind")
    Session.objects.all().delete()
    page.reload()
    page.wait_for_url("**/account/sign-in/**")
    _sign_in(page)
    page.wait_for_url(f"**{path}")
    expect(page.get_by_role("textbox", name=re.compile("Message in"))).to_have_value("What I had in mind")


@pytest.mark.parametrize("path", ["/o/atelier-a/settings/general/"])
def test_a_form_sent_after_the_session_ended_leads_back_to_its_page(visit, alice, atelier_a, path):
    page = visit(alice, path)
    page.get_by_label("Name").fill("Atelier Alpha")
    Session.objects.all().delete()
    page.get_by_role("button", name="Save").click()
    page.wait_for_url("**/account/sign-in/**")
    _sign_in(page)
    page.wait_for_url(f"**{path}")


def test_a_visitor_changes_the_language_and_it_stays(visit, alice, atelier_a):
    page = visit(None, SIGN_IN, language="en")
    page.get_by_role("button", name="Français").click()
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    page.reload()
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_the_first_administrator_sets_the_instance_up(visit):
    page = visit(None, create_setup_link().removeprefix("http://localhost:8000"))
    page.get_by_label("Your name").fill("Nora Belkacem")
    page.get_by_label("E-mail address").fill("nora@example.org")
    page.get_by_label("Password", exact=True).fill("seven little words")
    page.get_by_role("button", name="Create the account").dblclick()
    page.wait_for_url("**/organisations/new/")
    assert User.objects.get().is_instance_admin


def test_an_administrator_copies_a_recovery_link_and_it_opens_the_account(visit, alice, bob, atelier_a):
    User.objects.filter(pk=alice.pk).update(is_instance_admin=True)
    page = visit(alice, "/instance/people/")
    page.get_by_role("searchbox", name="Name or address").fill("bo")
    expect(page.get_by_text("alice@example.org", exact=True)).to_have_count(0)
    page.get_by_role("button", name="Make a recovery link for Bob").click()
    link = page.locator("code").inner_text()
    assert link.startswith("http://localhost:8000/account/recovery/")
    other = visit(None, link.removeprefix("http://localhost:8000"))
    assert other.url.endswith("-set-password/")
    other.get_by_label("New password").fill("seven little words")
    other.get_by_role("button", name="Keep this password").click()
    expect(other.get_by_text("Your password is changed. Sign in with it.")).to_be_visible()
    _sign_in(other, "bob@example.org", "seven little words")
    other.wait_for_url("**/o/atelier-a/")


def test_who_comes_back_while_their_account_waits_to_be_deleted_is_asked(visit, bob, atelier_a):
    page = visit(bob, "/account/security/")
    page.get_by_role("link", name="Delete").click()
    page.get_by_role("button", name="Delete my account in 14 days").click()
    expect(page.get_by_role("button", name="Keep my account")).to_be_visible()
    other = visit(None, SIGN_IN)
    _sign_in(other, "bob@example.org")
    expect(other.get_by_role("heading", name="Do you want to keep your account?")).to_be_visible()
    other.get_by_role("link", name="Let it be deleted, and go on for now").click()
    other.wait_for_url("**/o/atelier-a/")
    bob.refresh_from_db()
    assert bob.deletion_due_at is not None
    third = visit(None, SIGN_IN)
    _sign_in(third, "bob@example.org")
    third.get_by_role("button", name="Keep my account").click()
    third.wait_for_url("**/o/atelier-a/")
    bob.refresh_from_db()
    assert bob.deletion_due_at is None


def test_a_sensitive_page_asks_again_and_leads_on(visit, bob, atelier_a):
    page = visit(None, SIGN_IN)
    _sign_in(page, "bob@example.org")
    page.wait_for_url("**/o/atelier-a/")
    session = Session.objects.get()
    kept = session.get_decoded()
    kept["sign_in"]["authenticated_at"] = 0.0
    Session.objects.update(session_data=Session.objects.encode(kept))
    page.goto(page.url.replace("/o/atelier-a/", "/account/security/telephone/"))
    expect(page.get_by_label("Password", exact=True)).to_be_focused()
    page.keyboard.type("something else")
    page.keyboard.press("Enter")
    expect(page.get_by_text("is wrong.")).to_be_visible()
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/account/security/telephone/")
