# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every kind of object with an audience: its rule, its pages that say who sees it, and what a choice reaches."""

from datetime import date

import pytest
from django.apps import apps
from django.urls import reverse

from ruche.kernel.access.audience_rules import Act, Level, audience_rules
from ruche.kernel.access.audiences import new_audience
from ruche.kernel.access.models import AudienceModel
from ruche.kernel.access.permissions import Reach, catalogue
from ruche.kernel.db.context import organisation_scope
from ruche.kernel.organisations.models import Membership
from ruche.kernel.testing.people import make_group, put_in
from tests.isolation.samples import CASES
from tests.isolation.world import build_world

MODELS = {model.record_kind: model for model in apps.get_models() if issubclass(model, AudienceModel)}

# The pages on which an object of a kind stands by its name, each with the thing of the world (tests/isolation) that it is.
SHOWN = {
    "people.position": (("people:position_list", "audience_object"), ("people:position_detail", "position")),
    "lifecycle.checklist": (("lifecycle:checklist_list", "checklist"), ("lifecycle:checklist_detail", "checklist")),
}


def test_each_kind_has_a_rule_and_each_rule_a_kind():
    assert MODELS.keys() == audience_rules().keys()


@pytest.mark.parametrize("kind", sorted(audience_rules()))
def test_a_rule_names_permissions_that_can_be_held_over_a_group(kind):
    rule = audience_rules()[kind]
    for permission in rule.permissions.values():
        assert catalogue()[permission].reach == Reach.GROUP, permission
    assert Act.MANAGE in rule.permissions, "or nobody could put right what its owner left behind"
    assert str(rule.label)


@pytest.mark.parametrize("kind", sorted(MODELS))
def test_a_kind_begins_as_open_as_its_group_or_the_organisation(kind):
    owner, rule = Membership(), audience_rules()[kind]
    assert new_audience(kind, owner=owner)["see_by"] in (Level.ORGANISATION, Level.OWNER)
    assert rule.default(Act.SEE) >= Level.GROUP, "nothing begins as its owner's alone where there is a group to see it"


@pytest.mark.parametrize("kind", sorted(MODELS))
@pytest.mark.django_db
def test_every_page_of_a_kind_says_who_sees_it_and_leads_to_changing_it(kind):
    world = build_world()
    client = world.client("alice")
    parameters = {case.route: case.parameters for case in CASES if case.method == "get"}
    for route, thing in SHOWN[kind]:
        page = client.get(reverse(route, args=["atelier-a", *parameters[route](world).values()])).content.decode()
        answer = reverse("access:audience_detail", args=["atelier-a", kind, world.things[thing].pk])
        assert answer in page, (route, "has no badge of who sees it")
        assert 'name="audience_see"' in client.get(answer).content.decode(), "whoever may, changes it there"


def count(client, level, group=""):
    return client.get(reverse("access:audience_count", args=["atelier-a"]), {"level": level, "group": group})


def test_a_choice_says_how_many_people_it_reaches(client_of, alice, bob, dana, atelier_a, bureau_b):
    with organisation_scope(atelier_a.pk):
        works = make_group(atelier_a, "Works", kind="department")
        put_in(make_group(atelier_a, "Site", works), bob)
        put_in(works, dana)
    with organisation_scope(bureau_b.pk):
        elsewhere = make_group(bureau_b, "Elsewhere")
    client = client_of(alice)
    assert count(client, 2).json() == {"people": 3, "words": "3 people see it."}
    assert count(client, 1, works.pk).json()["people"] == 3, "the groups inside it and the owner too"
    assert count(client, 0).json() == {"people": 1, "words": "1 person sees it."}
    assert count(client, 1, elsewhere.pk).status_code == 404
    assert count(client, 1).status_code == 404
    assert count(client, "all").status_code == 422
    assert count(client, 1, "x").status_code == 422


@pytest.mark.parametrize("kind", sorted(audience_rules()))
def test_the_people_of_an_object_are_shown_where_the_object_is_and_lead_back_to_it(client_of, alice, atelier_a, kind):
    model = next(one for one in apps.get_models() if issubclass(one, AudienceModel) and one.record_kind == kind)
    with organisation_scope(atelier_a.pk):
        named = {"title": "Baker"} if kind == "people.position" else {"name": "Baker"}
        owner = Membership.objects.get(user=alice)
        extra = {"name_key": "baker", "opened_on": date(2026, 1, 1)} if kind == "people.position" else {}
        obj = model.objects.create(**named, **extra, **new_audience(kind, owner=owner))
    page = client_of(alice).get(reverse("access:audience_detail", args=["atelier-a", kind, obj.pk])).content.decode()
    assert f'href="{reverse(audience_rules()[kind].page, args=["atelier-a", obj.pk])}"' in page
    checklists = reverse("lifecycle:checklist_list", args=["atelier-a"])
    assert (f'href="{checklists}" aria-current="page"' in page) == kind.startswith("lifecycle.")
