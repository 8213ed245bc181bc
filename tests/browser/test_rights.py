# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rights on open pages: given with a date, taken back while somebody looks, audiences by keyboard, and people who block each other."""

import re
import time

from django.urls import reverse
from playwright.sync_api import expect

from ruche.kernel.access.audiences import new_audience
from ruche.kernel.access.models import RoleAssignment
from ruche.kernel.access.role_refs import RoleRef
from ruche.kernel.access.services import create_role, end_assignment, give_role
from ruche.kernel.db.context import organisation_scope
from ruche.kernel.protection.services import block, suspend_organisation
from ruche.kernel.testing.people import find_actor, make_group, make_user, put_in
from ruche.modules.chat.services import post_message
from ruche.modules.people.models import Position
from tests.browser.conftest import SOON, message

GROUPS = "organisation.manage_groups"
# When the bar of changed rights was shown, by the clock of this machine.
WATCH = """() => { const bar = document.querySelector("[data-controller~=rights]");
  new MutationObserver(() => { if (!bar.hidden) window.toldAt ??= Date.now(); }).observe(bar, { attributes: true }); }"""


def address(name, *arguments):
    return reverse(name, args=["atelier-a", *arguments])


def test_a_role_is_given_until_a_day_and_counts_on_the_open_page(open_live, visit, alice, bob, as_alice):
    with organisation_scope(as_alice.organisation_id):
        create_role(as_alice, name="Gardener", permissions=[GROUPS])
    as_bob = find_actor(bob, as_alice.organisation)
    his = open_live(bob, address("access:own_rights"))
    expect(his.locator("#sidebar").get_by_role("link", name="Groups")).to_have_count(0)
    hers = visit(alice, address("access:assignment_creation", as_bob.membership.id))
    hers.get_by_label("Role").select_option(label="Gardener")
    hers.get_by_label("Until").fill("2031-03-30T02:30")
    hers.get_by_role("button", name="Give the role").click()
    expect(hers.get_by_text("Gardener").first).to_be_visible()
    expect(his.get_by_text("Your rights have changed.")).to_be_visible(timeout=SOON)
    expect(his.locator("#sidebar").get_by_role("link", name="Groups")).to_be_visible(timeout=SOON)


def test_a_right_lost_while_the_page_is_open_says_so_and_keeps_what_was_typed(open_live, bob, as_alice):
    as_bob = find_actor(bob, as_alice.organisation)
    with organisation_scope(as_alice.organisation_id):
        role = create_role(as_alice, name="Gardener", permissions=[GROUPS])
        held = give_role(as_alice, membership_id=as_bob.membership.id, role=RoleRef(role.id))
    page = open_live(bob, address("organisations:group_creation"))
    page.get_by_label("Name").fill("Potting shed")
    with organisation_scope(as_alice.organisation_id):
        end_assignment(as_alice, assignment_id=held.id)
        assert RoleAssignment.objects.get().ended_at
    expect(page.get_by_text("This page is no longer open to you")).to_be_visible(timeout=SOON)
    expect(page.get_by_label("Name")).to_have_value("Potting shed")
    page.get_by_role("button", name=re.compile("Create")).click()
    expect(page.get_by_role("heading", name="You cannot do this")).to_be_visible(timeout=SOON)
    expect(page.get_by_role("link", name="Ask Alice")).to_be_visible()


def test_what_a_blocked_person_writes_is_folded_in_ones_own_browser_only(open_live, alice, bob, as_alice, channel, where):
    as_bob = find_actor(bob, as_alice.organisation)
    with organisation_scope(as_alice.organisation_id):
        post_message(as_bob, channel_id=channel.id, client_id="0199c1a2-0000-7000-8000-000000000002", body="Unasked advice")
        block(as_alice, membership_id=as_bob.membership.id)
    hers, his = open_live(alice, where), open_live(bob, where)
    unfold = hers.get_by_role("button", name="You block this person. Show")
    expect(unfold).to_be_visible(timeout=SOON)
    expect(hers.get_by_text("Unasked advice")).to_be_hidden()
    expect(message(his, "Unasked advice").locator(".r-msg-text")).to_be_visible()
    unfold.click()
    expect(hers.get_by_text("Unasked advice")).to_be_visible()


def test_a_loss_is_told_within_a_second(open_live, bob, as_alice):
    """Measured where it counts: from the commit of who takes the role away to the bar on the page of who held it."""
    as_bob = find_actor(bob, as_alice.organisation)
    with organisation_scope(as_alice.organisation_id):
        role = create_role(as_alice, name="Gardener", permissions=[GROUPS])
        held = give_role(as_alice, membership_id=as_bob.membership.id, role=RoleRef(role.id))
    page = open_live(bob, address("organisations:group_creation"))
    page.evaluate(WATCH)
    with organisation_scope(as_alice.organisation_id):
        end_assignment(as_alice, assignment_id=held.id)
    ended = time.time()
    expect(page.get_by_text("Your rights have changed.")).to_be_visible(timeout=SOON)
    assert page.evaluate("window.toldAt") / 1000 - ended < 1


def test_an_audience_is_chosen_with_the_keyboard_and_says_whom_it_reaches(visit, alice, bob, as_alice):
    with organisation_scope(as_alice.organisation_id):
        group = make_group(as_alice.organisation, "Kitchen", kind="team")
        put_in(group, bob)
        values = {"opened_on": "2026-01-01", **new_audience("people.position", owner=as_alice.membership)}
        position = Position.objects.create(title="Cook", name_key="cook", **values)
    page = visit(alice, address("people:position_list"))
    page.get_by_title("Who sees this").first.click()
    reach = page.locator("[data-audience-target=count]")
    expect(reach).to_have_text("3 people see it.", timeout=3 * SOON)
    chosen = page.get_by_role("radio", name="The organisation")
    chosen.focus()
    page.keyboard.press("ArrowUp")
    expect(page.get_by_role("radio", name="The group")).to_be_checked()
    expect(reach).to_be_hidden()
    page.keyboard.press("Tab")
    page.keyboard.type("kit")  # the list of groups, by its first letters
    expect(reach).to_have_text("2 people see it.", timeout=3 * SOON)
    page.get_by_role("button", name="Save").press("Enter")
    expect(page.get_by_role("row", name=re.compile("See Kitchen 2"))).to_be_visible(timeout=3 * SOON)
    with organisation_scope(as_alice.organisation_id):
        assert Position.objects.get(pk=position.pk).audience_group_id == group.pk


def test_a_permission_is_found_on_the_page_of_reasons_and_what_is_missing_leads_on(visit, alice, bob, as_alice):
    as_bob = find_actor(bob, as_alice.organisation)
    page = visit(alice, address("access:person_rights", as_bob.membership.id))
    page.get_by_role("searchbox", name="Find a permission").fill("who belongs")
    expect(page.get_by_text("See who belongs to the organisation")).to_be_visible()
    expect(page.get_by_text("Make access tokens for oneself")).to_be_hidden()
    page.get_by_role("searchbox", name="Find a permission").fill("switch modules")
    page.get_by_text("What this person cannot do").click()
    page.get_by_role("link", name="Who has this? Switch modules on and off").click()
    expect(page.get_by_role("link", name="Alice")).to_be_visible()


def test_a_suspended_organisation_tells_an_open_page_and_everybody_who_comes(open_live, visit, bob, as_alice):
    administrator = make_user("Ines")
    administrator.is_instance_admin = True
    administrator.save()
    page = open_live(bob, address("access:own_rights"))
    suspend_organisation(administrator, organisation_id=as_alice.organisation_id, reason="Unpaid since May")
    page.reload()
    expect(page.get_by_role("heading", name="Atelier A is suspended")).to_be_visible(timeout=SOON)
    expect(page.get_by_text("Unpaid since May")).to_be_visible()
    page.get_by_role("link", name="Your other organisations").click()
    expect(page.get_by_text("Suspended")).to_be_visible()
    hers = visit(administrator, "/instance/organisations/?state=suspended")
    hers.get_by_role("button", name="Open Atelier A again").click()
    page.goto(page.url.replace("/organisations/", address("access:own_rights")))
    expect(page.get_by_role("heading", name="My rights")).to_be_visible(timeout=SOON)
