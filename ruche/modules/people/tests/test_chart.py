# SPDX-License-Identifier: AGPL-3.0-or-later
import xml.etree.ElementTree as ElementTree
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from ruche.kernel.db.context import organisation_scope
from ruche.kernel.organisations.models import Group, GroupMembership, GroupPlace, Membership
from ruche.kernel.testing.people import make_group, make_membership, make_user, put_in
from ruche.kernel.ui.templatetags.ui import avatar
from ruche.modules.people.selectors import get_chart, lay_out
from ruche.modules.people.selectors.chart import ChartPerson
from ruche.modules.people.services import open_position
from ruche.modules.people.views.chart_cards import chart_cards, face
from ruche.modules.people.views.chart_drawing import shorten, width_of

pytestmark = pytest.mark.django_db
PAGE = "/o/atelier-a/people/chart/"


@pytest.fixture
def groups(atelier_a, alice, bob, dana):
    """Repairs (Bob leads) holds Lamps (no head) and Sewing; Dana is in all three."""
    repairs = make_group(atelier_a, "Repairs", kind="department")
    found = {"repairs": repairs, "lamps": make_group(atelier_a, "Lamps", repairs), "sewing": make_group(atelier_a, "Sewing", repairs)}
    put_in(found["repairs"], bob, "head")
    put_in(found["sewing"], bob, "deputy")
    for group in found.values():
        put_in(group, dana)
    return found


def chart_of(user, organisation, actor_of, **asked):
    with organisation_scope(organisation.id):
        return get_chart(actor_of(user, organisation), **asked)


def test_person_in_three_groups_is_in_each_and_counted_once(actor_of, alice, atelier_a, groups):
    chart = chart_of(alice, atelier_a, actor_of)
    repairs = chart.roots[0]
    assert [(node.name, node.depth, [one.name for one in node.people], node.count) for node in chart.nodes] == [
        ("Repairs", 0, ["Bob", "Dana"], 2),
        ("Lamps", 1, ["Dana"], 1),
        ("Sewing", 1, ["Bob", "Dana"], 2),
    ]
    assert ([one.name for one in repairs.heads], chart.total) == (["Bob"], 3)
    assert [one.name for one in repairs.children[1].deputies] == ["Bob"]


def test_missing_head_and_open_post_are_vacancies(actor_of, alice, bob, atelier_a, groups):
    with organisation_scope(atelier_a.id):
        open_position(actor_of(alice, atelier_a), title="Solderer", group_id=groups["lamps"].pk)
        open_position(actor_of(alice, atelier_a), title="Head of lamps", group_id=groups["lamps"].pk, is_head_post=True)
    repairs, lamps, sewing = chart_of(alice, atelier_a, actor_of).nodes
    assert [node.is_vacant for node in (repairs, lamps, sewing)] == [False, True, True]
    assert (lamps.vacant_count, sewing.vacant_count) == (2, 1)
    with organisation_scope(atelier_a.id):
        Membership.objects.filter(user=bob).update(status="left")
    assert chart_of(alice, atelier_a, actor_of).roots[0].is_vacant  # a head who left leaves a vacancy


def test_holder_of_the_head_post_stands_as_head_with_its_name(actor_of, alice, dana, atelier_a, groups):
    with organisation_scope(atelier_a.id):
        holder_id = actor_of(dana, atelier_a).membership.pk
        actor = actor_of(alice, atelier_a)
        open_position(actor, title="Queen of lamps", group_id=groups["lamps"].pk, holder_id=holder_id, is_head_post=True)
    lamps = chart_of(alice, atelier_a, actor_of).nodes[1]
    assert ([one.name for one in lamps.heads], lamps.post, lamps.is_vacant) == (["Dana"], "Queen of lamps", False)


def test_hidden_post_is_no_vacancy_on_the_chart(actor_of, alice, bob, atelier_a, groups):
    with organisation_scope(atelier_a.id):
        position = open_position(actor_of(alice, atelier_a), title="Secret", group_id=groups["lamps"].pk)
        type(position).objects.update(see_by=0, comment_by=0, join_by=0, edit_by=0, manage_by=0)
    assert [one.title for one in chart_of(alice, atelier_a, actor_of).nodes[1].vacancies] == ["Secret"]
    other = make_user("Mel")
    make_membership(other, atelier_a)
    assert chart_of(other, atelier_a, actor_of).nodes[1].vacancies == []


def test_service_accounts_and_leavers_are_not_on_it(actor_of, alice, bob, dana, atelier_a, groups):
    with organisation_scope(atelier_a.id):
        Membership.objects.filter(user=bob).update(kind="service")
        Membership.objects.filter(user=dana).update(status="left")
    chart = chart_of(alice, atelier_a, actor_of)
    assert ([node.count for node in chart.nodes], chart.total) == ([0, 0, 0], 1)


def test_themes_are_left_out_and_what_is_inside_moves_up(actor_of, alice, atelier_a, groups):
    theme = make_group(atelier_a, "Safety", groups["repairs"], kind="theme")
    make_group(atelier_a, "Plugs", theme)
    assert [(node.name, node.depth) for node in chart_of(alice, atelier_a, actor_of).nodes[1:]] == [
        ("Lamps", 1),
        ("Plugs", 1),
        ("Sewing", 1),
    ]


def test_board_comes_first_and_carries_the_others(actor_of, alice, atelier_a, groups):
    make_group(atelier_a, "The board", kind="board")
    make_group(atelier_a, "Staff")
    shapes = [(node.name, node.shape) for node in chart_of(alice, atelier_a, actor_of).nodes]
    assert shapes == [("The board", "root"), ("Repairs", "dept"), ("Lamps", "team"), ("Sewing", "team"), ("Staff", "side")]


def test_day_before_shows_who_was_where_then(actor_of, alice, bob, dana, atelier_a, groups):
    now = timezone.now()
    with organisation_scope(atelier_a.id):
        GroupPlace.objects.all().delete()
        for group, parent in ((groups["repairs"], None), (groups["lamps"], None)):
            GroupPlace.objects.create(group=group, parent=parent, name=f"Old {group.name}", kind="team", from_at=now - timedelta(days=20))
        Group.objects.filter(pk=groups["sewing"].pk).update(created_at=now)
        GroupMembership.objects.update(joined_at=now - timedelta(days=15))
        GroupMembership.objects.filter(group=groups["lamps"]).update(left_at=now - timedelta(days=5))
        Membership.objects.update(joined_at=now - timedelta(days=15))
    then = chart_of(alice, atelier_a, actor_of, on=(now - timedelta(days=10)).date())
    assert [(node.name, node.depth, len(node.people)) for node in then.nodes] == [("Old Lamps", 0, 1), ("Old Repairs", 0, 2)]
    long_ago = chart_of(alice, atelier_a, actor_of, on=(now - timedelta(days=30)).date())
    assert (long_ago.nodes, long_ago.total) == ([], 0)


def test_child_who_waits_is_on_no_chart_of_another_day(actor_of, alice, bob, atelier_a, groups):
    now = timezone.now()
    with organisation_scope(atelier_a.id):
        for group in groups.values():
            GroupPlace.objects.create(group=group, parent=None, name=group.name, kind="team", from_at=now - timedelta(days=20))
        GroupMembership.objects.update(joined_at=now - timedelta(days=15))
        Membership.objects.update(joined_at=now - timedelta(days=15))
    day = (now - timedelta(days=10)).date()
    before = chart_of(alice, atelier_a, actor_of, on=day)
    assert "Bob" in {one.name for node in before.nodes for one in node.people}
    with organisation_scope(atelier_a.id):
        Membership.objects.filter(user=bob).update(status=Membership.Status.WAITING)
    after = chart_of(alice, atelier_a, actor_of, on=day)
    assert "Bob" not in {one.name for node in after.nodes for one in node.people}
    assert after.total == before.total - 1


def test_chart_costs_the_same_however_large(actor_of, alice, atelier_a, groups, django_assert_max_num_queries):
    def read() -> None:
        actor = actor_of(alice, atelier_a)
        with organisation_scope(atelier_a.id), django_assert_max_num_queries(6):  # five, and the modules that are on
            get_chart(actor)

    read()
    for number in range(15):
        user = make_user(f"Zoe{number:02}")
        make_membership(user, atelier_a)
        put_in(make_group(atelier_a, f"Team {number}", groups["repairs"]), user, "head")
    read()


def test_page_list_and_panels(client_of, actor_of, alice, bob, charlie, atelier_a, bureau_b, groups):
    client = client_of(bob)
    page = client.get(PAGE).content.decode()
    assert page.count('role="treeitem"') == 4
    assert client.get(PAGE + "?view=list").content.decode().count('role="treeitem"') == 4 + 5  # with the people of each group
    opened = client.get(PAGE, {"group": groups["lamps"].pk}).content.decode()
    assert "No head: the post is vacant" in opened
    assert "Dana" in client.get(f"{PAGE}groups/{groups['lamps'].pk}/").content.decode()
    assert "Bob" in client.get(PAGE, {"person": actor_of(bob, atelier_a).membership.pk}).content.decode()
    for wrong in ({"group": "x"}, {"on": "2026-02-30"}, {"on": "soon"}, {"root": atelier_a.pk}):
        assert client.get(PAGE, wrong).status_code == 404
    assert client_of(charlie).get(PAGE).status_code == 404
    assert client_of(charlie).get(f"/o/bureau-b/people/chart/groups/{groups['lamps'].pk}/").status_code == 404


def test_chart_without_groups_says_so(client_of, alice, atelier_a):
    assert "No group yet" in client_of(alice).get(PAGE).content.decode()


def test_drawing_has_every_group_in_order_and_no_box_on_another(client_of, actor_of, alice, atelier_a, groups):
    make_group(atelier_a, "<Yard> & co", kind="department")
    make_group(atelier_a, "The board", kind="board")
    make_group(atelier_a, "Staff")
    drawing = lay_out(chart_of(alice, atelier_a, actor_of))
    assert [box.node.name for box in drawing.boxes] == ["The board", "Staff", "<Yard> & co", "Repairs", "Lamps", "Sewing"]
    places = [(box.x, box.y) for box in drawing.boxes]
    for x, y in places:
        assert 0 < x <= drawing.width - 220
        assert 0 < y <= drawing.height - 62
        assert not [one for one in places if one != (x, y) and abs(one[0] - x) < 220 and abs(one[1] - y) < 62]
    assert [bool(box.line) for box in drawing.boxes] == [False, True, True, True, True, True]
    answer = client_of(alice).get("/o/atelier-a/people/chart.svg")
    assert answer["Content-Type"] == "image/svg+xml"
    texts = [one.text for one in ElementTree.fromstring(answer.content).iter("{http://www.w3.org/2000/svg}title")]
    assert texts == ["Atelier A", "The board", "Staff", "<Yard> & co", "Repairs", "Lamps", "Sewing"]


def test_drawing_of_nothing_is_a_sheet_with_its_title(client_of, alice, atelier_a):
    answer = client_of(alice).get("/o/atelier-a/people/chart.svg")
    assert [one.text for one in ElementTree.fromstring(answer.content).iter("{http://www.w3.org/2000/svg}text")] == ["Atelier A"]


@pytest.mark.parametrize("text", ["Communication institutionnelle et relations", "W" * 24, "組織図" * 6])
def test_long_names_end_before_the_edge_of_their_box(text):
    assert shorten("Short", 180) == "Short"
    assert width_of(shorten(text, 180, is_bold=True), is_bold=True) <= 180
    assert shorten(text, 180).endswith("…")


def test_cards_are_written_as_their_template_and_the_avatar_tag_would(client_of, actor_of, alice, bob, atelier_a, groups):
    with organisation_scope(atelier_a.id):
        Membership.objects.filter(user=bob).update(name='B%s "<b>" & co', name_key="b")
        Group.objects.filter(pk=groups["lamps"].pk).update(name="100 % <i>light</i>")
    chart = chart_of(alice, atelier_a, actor_of)
    person = chart.roots[0].heads[0]
    for size in (18, 24, 28):
        assert face(person, size) == str(avatar(person, size))
    cards = chart_cards(chart, "on=2026-01-01&root=x", is_list=True)
    assert "B%s &quot;&lt;b&gt;&quot; &amp; co" in cards
    assert "100 % &lt;i&gt;light&lt;/i&gt;" in cards
    assert "?on=2026-01-01&amp;root=x&amp;group=" in cards
    assert "\ue000" not in cards
    assert cards.count('aria-posinset="1" aria-setsize="4"') == 1  # Bob, Dana and the two teams of Repairs


def test_list_of_five_hundred_people_is_one_string_and_no_query(actor_of, alice, atelier_a, groups, django_assert_num_queries):
    chart = chart_of(alice, atelier_a, actor_of)
    chart.roots[0].people = [ChartPerson(uuid4(), f"Person {number}", "PN") for number in range(500)]
    with django_assert_num_queries(0):
        assert chart_cards(chart, "", is_list=True).count('data-shape="person"') == 503
