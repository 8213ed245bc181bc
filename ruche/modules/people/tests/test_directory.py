# SPDX-License-Identifier: AGPL-3.0-or-later
import pytest
from django.urls import reverse

from ruche.kernel.access.roles import Role
from ruche.kernel.db.context import organisation_scope
from ruche.kernel.modules.models import ModuleActivation
from ruche.kernel.organisations.models import Membership
from ruche.kernel.organisations.services import add_to_group, create_group
from ruche.kernel.testing.people import make_membership, make_user
from ruche.modules.people.services import update_profile

pytestmark = pytest.mark.django_db
PAGE = "/o/atelier-a/people/"


def names(client, **query) -> list[str]:
    page = client.get(PAGE, query).context["page"]
    return [person.membership.name for person in page.results]


def test_everybody_active_is_listed_by_name(client_of, alice, bob, atelier_a, bureau_b):
    with organisation_scope(atelier_a.id):
        Membership.objects.filter(user=bob).update(status="suspended")
    assert names(client_of(alice)) == ["Alice", "Dana"]


def test_search_looks_into_names_and_profiles_whatever_the_accents(client_of, actor_of, alice, bob, atelier_a):
    with organisation_scope(atelier_a.id):
        update_profile(actor_of(bob, atelier_a), title="Ébéniste", skills=["Vernis au tampon"])
    client = client_of(alice)
    assert names(client, q="ebenis") == ["Bob"]
    assert names(client, q="TAMPON bo") == ["Bob"]
    assert names(client, q="dan") == ["Dana"]
    assert names(client, q="nobody") == []
    assert "Nobody matches" in client.get(PAGE, {"q": "nobody"}).content.decode()


def test_group_narrows_to_it_and_to_the_groups_inside(client_of, actor_of, alice, bob, dana, atelier_a):
    with organisation_scope(atelier_a.id):
        actor = actor_of(alice, atelier_a)
        outer = create_group(actor, name="Workshop")
        inner = create_group(actor, name="Varnish", parent_id=outer.pk)
        other = create_group(actor, name="Yard")
        add_to_group(actor, group_id=inner.pk, membership_ids=[actor_of(bob, atelier_a).membership.pk])
        add_to_group(actor, group_id=other.pk, membership_ids=[actor_of(dana, atelier_a).membership.pk])
    client = client_of(alice)
    assert names(client, group=outer.pk) == ["Bob"]
    assert names(client, group=other.pk) == ["Dana"]
    assert names(client, group="nonsense") == ["Alice", "Bob", "Dana"]


def test_long_directory_is_paged_and_keeps_its_filters(client_of, alice, atelier_a):
    for number in range(60):
        make_membership(make_user(f"Zoe{number:02}"), atelier_a)
    client = client_of(alice)
    first = client.get(PAGE, {"q": "zoe", "view": "table"})
    assert "60 people" in first.content.decode()
    assert first.context["more"].startswith("?q=zoe&view=table&after=")
    second = client.get(PAGE + first.context["more"])
    shown = [*first.context["page"].results, *second.context["page"].results]
    assert [person.membership.name for person in shown] == [f"Zoe{number:02}" for number in range(60)]
    assert second.context["page"].next is None


@pytest.mark.parametrize("view", ["", "table"])
def test_directory_costs_the_same_however_many_people(client_of, actor_of, alice, bob, atelier_a, view, django_assert_max_num_queries):
    for number in range(60):
        user = make_user(f"Zoe{number:02}")
        make_membership(user, atelier_a)
        with organisation_scope(atelier_a.id):
            update_profile(actor_of(user, atelier_a), title="Potter", skills=["Clay", f"Glaze {number % 9}"])
    # Seven are the directory’s own; whoever decides over all asks for one more, what waits, but none for their rights.
    for user, most, headers in ((bob, 14, {}), (alice, 14, {}), (bob, 12, {"HX-Request": "true"})):
        client = client_of(user)
        client.get(PAGE)
        with django_assert_max_num_queries(most):
            assert client.get(PAGE, {"view": view}, headers=headers).status_code == 200


def test_part_alone_is_sent_while_typing(client_of, alice, atelier_a):
    part = client_of(alice).get(PAGE, {"q": "bob"}, headers={"HX-Request": "true"}).content.decode()
    assert part.lstrip().startswith("<section id=")


def test_guests_see_no_contact_details(client_of, actor_of, alice, bob, atelier_a):
    bob_membership = actor_of(bob, atelier_a).membership
    with organisation_scope(atelier_a.id):
        update_profile(actor_of(bob, atelier_a), phone="+33 1 23 45 67 89", email="bob@shop.example")
        Membership.objects.filter(user=alice).update(role=Role.GUEST)
    for page in (PAGE + "?view=table", f"{PAGE}{bob_membership.pk}/"):
        seen_by_guest, seen_by_self = (client_of(user).get(page).content.decode() for user in (alice, bob))
        assert "+33 1 23" in seen_by_self
        assert "bob@shop.example" in seen_by_self
        assert "+33 1 23" not in seen_by_guest
        assert "bob@shop.example" not in seen_by_guest
        assert "Bob" in seen_by_guest


def test_stranger_and_switched_off_module_get_404(client_of, alice, charlie, atelier_a, bureau_b):
    assert client_of(alice).get(PAGE).status_code == 200
    assert client_of(charlie).get(PAGE).status_code == 404
    with organisation_scope(atelier_a.id):
        ModuleActivation.objects.filter(module="people").delete()
    assert client_of(alice).get(PAGE).status_code == 404


def test_palette_finds_people(actor_of, alice, bob, atelier_a):
    from ruche.modules.people.widgets import find_palette_entries

    actor = actor_of(alice, atelier_a)
    with organisation_scope(atelier_a.id):
        update_profile(actor_of(bob, atelier_a), title="Cabinet maker")
        found = find_palette_entries(actor, "cabin")
        assert [(one.kind, one.label, one.detail) for one in found] == [("person", "Bob", "Cabinet maker")]
        assert found[0].url == reverse("people:person_detail", args=["atelier-a", actor_of(bob, atelier_a).membership.pk])
        assert find_palette_entries(actor, " ") == []


def test_names_elsewhere_lead_to_profiles_while_the_module_is_on(client_of, actor_of, alice, bob, atelier_a):
    profile = f"/o/atelier-a/people/{actor_of(bob, atelier_a).membership.pk}/"
    client = client_of(alice)
    assert profile in client.get("/o/atelier-a/").content.decode()
    with organisation_scope(atelier_a.id):
        ModuleActivation.objects.filter(module="people").delete()
    home = client.get("/o/atelier-a/").content.decode()
    assert "Bob" in home
    assert profile not in home
