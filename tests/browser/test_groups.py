# SPDX-License-Identifier: AGPL-3.0-or-later
"""The tree of groups: reorganised by pointer, by keyboard, by menu and on a phone; told what changes; two at once; deleted and back."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import Locator, Page, expect

from ruche.kernel.access.audiences import Level
from ruche.kernel.db.context import organisation_scope
from ruche.kernel.organisations.models import Group, GroupMembership
from ruche.kernel.organisations.services import create_group, move_group
from ruche.kernel.testing.people import find_actor, make_group, put_in
from ruche.modules.chat.services import add_people, create_channel
from ruche.modules.people.models import Position
from ruche.modules.people.services import open_position
from tests.browser.conftest import PHONE, SOON

GROUPS = "/o/atelier-a/settings/groups/"


@pytest.fixture
def tree(both_organisations, alice, bob, dana):
    """Bob heads Repairs, Dana heads Market; Lamps is inside Repairs, with Dana in it and a conversation of hers."""
    atelier = both_organisations[0]
    groups = {"Repairs": make_group(atelier, "Repairs", kind="department"), "Market": make_group(atelier, "Market", kind="department")}
    groups["Lamps"] = make_group(atelier, "Lamps", groups["Repairs"])
    groups["Bulbs"] = make_group(atelier, "Bulbs", groups["Lamps"])
    put_in(groups["Repairs"], bob, "head")
    put_in(groups["Market"], dana, "head")
    put_in(groups["Lamps"], dana)
    actor = find_actor(alice, atelier)
    with organisation_scope(atelier.id):
        channel = create_channel(actor, name="soldering")
        add_people(actor, channel_id=channel.id, membership_ids=[find_actor(dana, atelier).membership.id])
    return groups


def row(page: Page, name: str) -> Locator:
    return page.locator(f".s-tree > li[data-name='{name}']")


def dialog(page: Page) -> Locator:
    return page.get_by_role("dialog", name="What changes")


def parent_of(organisation, name: str) -> str | None:
    with organisation_scope(organisation.id):
        group = Group.objects.select_related("parent").get(name=name)
        return group.parent.name if group.parent else None


def drag(page: Page, name: str, onto: Locator) -> None:
    grip = row(page, name).locator("[data-grip]")
    row(page, name).hover()
    start, end = grip.bounding_box(), onto.bounding_box()
    page.mouse.move(start["x"] + start["width"] / 2, start["y"] + start["height"] / 2)
    page.mouse.down()
    page.mouse.move(end["x"] + 80, end["y"] + end["height"] / 2, steps=8)
    expect(row(page, name)).to_have_class(re.compile("is-lifted"))


def test_dragged_onto_another_it_says_who_gains_and_loses_before_it_moves(visit, alice, tree, atelier_a):
    page = visit(alice, GROUPS)
    drag(page, "Lamps", row(page, "Market"))
    expect(row(page, "Market")).to_have_class(re.compile("is-target"))
    page.mouse.up()
    shown = dialog(page)
    expect(shown.get_by_role("heading", name="In charge of it from now on")).to_be_visible()
    expect(shown.locator("section", has_text="In charge of it from now on").get_by_text("head of Market")).to_be_visible()
    expect(shown.locator("section", has_text="No longer in charge of it").get_by_text("Bob")).to_be_visible()
    expect(shown.get_by_text("What is meant for Repairs, no longer")).to_be_visible()
    shown.get_by_text("1 conversation stays as it is").click()
    expect(shown.get_by_text("soldering")).to_be_visible()
    expect(shown.get_by_text("1 person moves with it · 1 group inside")).to_be_visible()
    assert parent_of(atelier_a, "Lamps") == "Repairs"
    shown.get_by_role("button", name="Move the group").click()
    expect(page.get_by_text("Moved.")).to_be_visible()
    assert parent_of(atelier_a, "Lamps") == "Market"
    assert parent_of(atelier_a, "Bulbs") == "Lamps"


def test_let_go_nowhere_or_left_there_nothing_moves(visit, alice, tree, atelier_a):
    page = visit(alice, GROUPS)
    drag(page, "Lamps", row(page, "Bulbs"))  # what is inside it is no place for it
    expect(page.locator(".is-target")).to_have_count(0)
    page.mouse.up()
    expect(row(page, "Lamps")).not_to_have_class(re.compile("is-lifted"))
    expect(dialog(page)).to_be_hidden()
    drag(page, "Lamps", row(page, "Market"))
    page.keyboard.press("Escape")
    page.mouse.up()
    expect(dialog(page)).to_be_hidden()
    drag(page, "Lamps", row(page, "Market"))
    page.mouse.up()
    dialog(page).get_by_role("button", name="Leave it there").click()
    expect(dialog(page)).to_be_hidden()
    assert parent_of(atelier_a, "Lamps") == "Repairs"


def test_by_keyboard_m_lifts_arrows_choose_enter_shows_and_moves(visit, alice, tree, atelier_a):
    page = visit(alice, GROUPS)
    row(page, "Lamps").locator("a.s-tree-line").focus()
    page.keyboard.press("m")
    status = page.locator("[data-group-tree-target=status]")
    expect(status).to_have_text(re.compile("“Lamps” is lifted"))
    page.keyboard.press("Escape")
    expect(status).to_have_text("Left where it was.")
    page.keyboard.press("m")
    for expected in ("To the top", "Into “Market”"):
        page.keyboard.press("ArrowDown")
        expect(status).to_have_text(expected)
    page.keyboard.press("Enter")
    expect(dialog(page).get_by_role("button", name="Move the group")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Moved.")).to_be_visible()
    assert parent_of(atelier_a, "Lamps") == "Market"


def test_by_menu_with_the_page_of_the_move(visit, alice, tree, atelier_a):
    page = visit(alice, f"{GROUPS}{tree['Lamps'].pk}/")
    page.get_by_role("complementary").get_by_role("link", name="Move").click()
    choice = page.get_by_label("Move into")
    expect(choice.locator("option", has_text="Bulbs")).to_have_count(0)
    choice.select_option(label="At the top")
    page.get_by_role("button", name="Show what changes").click()
    page.get_by_role("button", name="Move the group").click()
    expect(page.get_by_text("Moved.")).to_be_visible()
    assert parent_of(atelier_a, "Lamps") is None


def test_on_a_phone_the_grip_drags_and_nothing_runs_over_the_edge(visit, alice, tree, atelier_a):
    page = visit(alice, GROUPS, viewport=PHONE, touch=True)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    grip, target = row(page, "Lamps").locator("[data-grip]"), row(page, "Market")
    expect(grip).to_be_visible()
    start, end = grip.bounding_box(), target.bounding_box()
    hand = page.context.new_cdp_session(page)
    x, y = start["x"] + start["width"] / 2, start["y"] + start["height"] / 2
    hand.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    for part in (0.3, 0.7, 1):
        point = {"x": x - 60 * part, "y": y + (end["y"] + end["height"] / 2 - y) * part}
        hand.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [point]})
    expect(target).to_have_class(re.compile("is-target"))
    hand.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    dialog(page).get_by_role("button", name="Move the group").click()
    expect(page.get_by_text("Moved.")).to_be_visible()
    assert parent_of(atelier_a, "Lamps") == "Market"


def test_of_two_who_move_one_team_at_once_the_second_is_told_and_loses_nothing(visit, alice, tree, atelier_a):
    page = visit(alice, GROUPS)
    drag(page, "Lamps", row(page, "Market"))
    page.mouse.up()
    expect(dialog(page).get_by_role("button", name="Move the group")).to_be_visible()
    with organisation_scope(atelier_a.id):
        other = find_actor(alice, atelier_a)
        move_group(other, group_id=tree["Lamps"].pk, parent_id=None)
    dialog(page).get_by_role("button", name="Move the group").click()
    expect(page.get_by_role("alert")).to_contain_text(re.compile("changed", re.I))
    assert parent_of(atelier_a, "Lamps") is None
    expect(page.get_by_label("Move into")).to_have_value(str(tree["Market"].pk))  # the choice is still there
    page.get_by_role("button", name="Show what changes").click()
    page.get_by_role("button", name="Move the group").click()
    expect(page.get_by_text("Moved.")).to_be_visible()
    assert parent_of(atelier_a, "Lamps") == "Market"


def test_a_department_under_its_own_child_is_refused_in_words(visit, alice, tree, atelier_a):
    address = reverse("organisations:group_move", args=["atelier-a", tree["Repairs"].pk])
    page = visit(alice, f"{address}?parent_id={tree['Bulbs'].pk}")
    expect(page.get_by_role("alert")).to_have_text("A group cannot be inside itself.")
    expect(page.get_by_role("button", name="Move the group")).to_have_count(0)
    assert parent_of(atelier_a, "Repairs") is None


def test_a_group_with_content_goes_to_an_heir_and_comes_back_with_its_people(visit, alice, bob, tree, as_alice):
    with organisation_scope(as_alice.organisation_id):
        open_position(as_alice, title="Solderer", group_id=tree["Lamps"].pk)
        own = {f"{act}_by": Level.OWNER for act in ("comment", "edit", "join", "manage")}
        Position.objects.update(audience_group=tree["Lamps"], see_by=Level.GROUP, **own)
    put_in(tree["Lamps"], bob, "head")
    page = visit(alice, f"{GROUPS}{tree['Lamps'].pk}/deletion/")
    expect(page.get_by_text("2 people stay in the organisation, without this group.")).to_be_visible()
    expect(page.get_by_text("1 group inside it moves up.")).to_be_visible()
    expect(page.get_by_text("1 post is in it.")).to_be_visible()
    page.get_by_label("What was meant for this group goes to").select_option(label="Market")
    page.get_by_role("button", name="Delete the group").click()
    expect(row(page, "Lamps")).to_have_count(0)
    expect(row(page, "Bulbs")).to_have_attribute("data-parent", str(tree["Repairs"].pk))
    with organisation_scope(as_alice.organisation_id):
        assert Position.objects.get().audience_group_id == tree["Market"].pk
    page.get_by_role("button", name="Restore").click()
    expect(page.get_by_text("Restored.")).to_be_visible()
    with organisation_scope(as_alice.organisation_id):
        kept = GroupMembership.objects.filter(group=tree["Lamps"], left_at=None)
        assert sorted(kept.values_list("membership__name", "is_lead")) == [("Bob", True), ("Dana", False)]


def test_folding_is_remembered_and_narrowing_shows_the_way(visit, alice, tree):
    page = visit(alice, GROUPS)
    page.get_by_role("button", name="Groups inside Repairs").click()
    expect(row(page, "Lamps")).to_be_hidden()
    page.reload()
    expect(row(page, "Lamps")).to_be_hidden()
    expect(page.get_by_role("button", name="Groups inside Repairs")).to_have_attribute("aria-expanded", "false")
    page.get_by_role("searchbox", name="Find a group").fill("bulb")
    expect(row(page, "Bulbs")).to_be_visible()
    expect(row(page, "Repairs")).to_be_visible()
    expect(row(page, "Market")).to_be_hidden()
    page.get_by_role("searchbox", name="Find a group").fill("")
    page.get_by_label("Kind").select_option("department")
    expect(row(page, "Market")).to_be_visible()
    expect(row(page, "Bulbs")).to_be_hidden()


def test_five_hundred_groups_are_narrowed_and_dragged(visit, alice, as_alice):
    with organisation_scope(as_alice.organisation_id):
        parents = [create_group(as_alice, name=f"Department {number:02}", kind="department") for number in range(20)]
        for number in range(480):
            create_group(as_alice, name=f"Team {number:03}", parent_id=parents[number % 20].pk)
    page = visit(alice, GROUPS)
    expect(page.locator(".s-tree > li[data-group]")).to_have_count(500)
    search = page.locator("[data-group-folds-target=search]")
    search.fill("team 047")
    expect(page.locator(".s-tree > li[data-group]:visible")).to_have_count(2)  # the team in its department
    search.fill("")
    row(page, "Team 460").evaluate("row => row.scrollIntoView({block: 'center'})")  # the last before the next department
    drag(page, "Team 460", row(page, "Department 01"))
    page.mouse.up()
    expect(dialog(page).get_by_role("button", name="Move the group")).to_be_visible(timeout=3 * SOON)
