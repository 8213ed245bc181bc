# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rights on open pages: given with a date, taken back while somebody looks, and people who block each other."""

import re

from django.urls import reverse
from playwright.sync_api import expect

from ruche.kernel.access.models import RoleAssignment
from ruche.kernel.access.role_refs import RoleRef
from ruche.kernel.access.services import create_role, end_assignment, give_role
from ruche.kernel.db.context import organisation_scope
from ruche.kernel.protection.services import block
from ruche.kernel.testing.people import find_actor
from ruche.modules.chat.services import post_message
from tests.browser.conftest import SOON, message

GROUPS = "organisation.manage_groups"


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
