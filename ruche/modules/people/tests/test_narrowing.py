# SPDX-License-Identifier: AGPL-3.0-or-later
from datetime import date

import pytest
from django.utils import translation

from ruche.kernel.access.roles import Role
from ruche.kernel.db.context import organisation_scope
from ruche.kernel.errors import InvalidInput
from ruche.kernel.organisations.models import Membership
from ruche.kernel.testing.people import make_membership, make_user
from ruche.modules.people.models import PersonSkill, Profile, Skill
from ruche.modules.people.selectors import list_coming_birthdays, list_people, list_skills
from ruche.modules.people.services import update_profile

pytestmark = pytest.mark.django_db
NEVER = [[] for _ in range(7)]


@pytest.fixture
def names(actor_of, alice, atelier_a):
    def ask(user=alice, **narrowing) -> list[str]:
        with organisation_scope(atelier_a.id):
            return [one.membership.name for one in list_people(actor_of(user, atelier_a), **narrowing).results]

    return ask


@pytest.fixture
def update(actor_of, atelier_a):
    def change(user, **values) -> Profile:
        with organisation_scope(atelier_a.id):
            return update_profile(actor_of(user, atelier_a), **values)

    return change


def test_skill_is_one_however_it_is_spelt(update, names, actor_of, alice, bob, dana, atelier_a):
    update(bob, skills=[{"name": "Soudure", "level": 4}, "vernis"])
    update(dana, skills=["SOUDURE", "soudurè"])
    with organisation_scope(atelier_a.id):
        assert sorted(Skill.objects.values_list("name_key", flat=True)) == ["soudure", "vernis"]
        found = list_skills(actor_of(alice, atelier_a))
    assert [(one.name, one.people) for one in found] == [("Soudure", 2), ("vernis", 1)]
    assert names(skill_id=found[0].id) == ["Bob", "Dana"]
    assert names(skill_id=found[0].id, level=3) == ["Bob"]
    assert names(level=4) == ["Bob"]  # whatever the skill


def test_levels_and_wishes_stay_until_they_are_changed(update, bob, atelier_a):
    update(bob, skills=[{"name": "varnish", "level": 4, "wants": True}, "planning"])
    update(bob, skills=["planning", "varnish"])
    with organisation_scope(atelier_a.id):
        rows = PersonSkill.objects.order_by("position").values_list("skill__name", "level", "wants")
        assert list(rows) == [("planning", 2, False), ("varnish", 4, True)]
    update(bob, skills=[])
    with organisation_scope(atelier_a.id):
        assert not PersonSkill.objects.exists()


@pytest.mark.parametrize("skill", [{"name": "varnish", "level": 5}, {"name": "varnish", "level": 0}, "x" * 41])
def test_skill_that_cannot_be_is_refused(update, bob, skill):
    with pytest.raises(InvalidInput) as refused:
        update(bob, skills=[skill])
    assert refused.value.fields.keys() == {"skills"}


def test_available_on_a_day(update, names, bob, dana):
    tuesday = [[], ["evening"], *NEVER[2:]]
    update(bob, availability=tuesday, available_from=date(2026, 3, 1), available_until=date(2026, 3, 31))
    update(dana, availability=tuesday)
    assert names(day=date(2026, 3, 10)) == ["Bob", "Dana"]
    assert names(day=date(2026, 3, 11)) == []
    assert names(day=date(2026, 4, 7)) == ["Dana"]
    for wrong in ({"availability": [["night"]] * 7}, {"availability": NEVER[:6]}, {"available_until": date(2026, 2, 1)}):
        with pytest.raises(InvalidInput):
            update(bob, **wrong)


def test_birthday_is_seen_by_consent_only_and_never_by_guests(client_of, update, names, actor_of, alice, bob, dana, atelier_a):
    update(bob, birthday=(12, 3), shows_birthday=True)
    update(dana, birthday=(13, 3))
    assert names(birth_month=3) == ["Bob"]
    pages = {name: f"/o/atelier-a/people/{actor_of(user, atelier_a).membership.pk}/" for name, user in (("bob", bob), ("dana", dana))}
    assert "12 March" in client_of(alice).get(pages["bob"]).content.decode()
    assert "13 March" not in client_of(alice).get(pages["dana"]).content.decode()
    assert "13 March" in client_of(dana).get(pages["dana"]).content.decode()
    with organisation_scope(atelier_a.id):
        Membership.objects.filter(user=alice).update(role=Role.GUEST)
    assert "12 March" not in client_of(alice).get(pages["bob"]).content.decode()
    assert names(birth_month=3) == ["Alice", "Bob", "Dana"]  # the filter says nothing to who may not ask


def test_29_february_is_kept_on_the_28th_in_other_years(update, actor_of, alice, bob, atelier_a):
    update(bob, birthday=(29, 2), shows_birthday=True)
    with organisation_scope(atelier_a.id):
        actor = actor_of(alice, atelier_a)
        assert [one.on for one in list_coming_birthdays(actor, today=date(2027, 2, 20))] == [date(2027, 2, 28)]
        assert [one.on for one in list_coming_birthdays(actor, today=date(2028, 2, 20))] == [date(2028, 2, 29)]
        assert list_coming_birthdays(actor, today=date(2027, 3, 1)) == []
    update(bob, birthday=(2, 1), shows_birthday=True)
    with organisation_scope(atelier_a.id):
        assert [one.on for one in list_coming_birthdays(actor, today=date(2026, 12, 30))] == [date(2027, 1, 2)]


@pytest.mark.parametrize("birthday", [(30, 2), (31, 4), (0, 5), (1, 13)])
def test_day_that_does_not_exist_is_refused(update, bob, birthday):
    with pytest.raises(InvalidInput):
        update(bob, birthday=birthday)


def test_leavers_waiting_minors_and_service_accounts_are_nowhere(client_of, names, actor_of, bob, dana, alice, atelier_a):
    service = make_user("Robot")
    make_membership(service, atelier_a)
    with organisation_scope(atelier_a.id):
        Membership.objects.filter(user=service).update(kind="service")
        Membership.objects.filter(user=dana).update(status="waiting")
        Membership.objects.filter(user=bob).update(status="left")
    assert names() == ["Alice"]
    assert names(search="robot") == names(search="bob") == []
    for user, status in ((service, 404), (dana, 404), (bob, 200)):
        assert client_of(alice).get(f"/o/atelier-a/people/{actor_of(user, atelier_a).membership.pk}/").status_code == status


def test_filters_read_as_a_sentence_and_stay_in_the_address(client_of, update, bob, alice, atelier_a):
    update(bob, skills=["varnish"])
    client = client_of(alice)
    page = client.get("/o/atelier-a/people/", {"role": "owner", "day": "2026-03-10"})
    with translation.override("en"):
        assert [str(chip.value) for chip in page.context["filter"].chips()] == ["Tuesday 10 March 2026", "Owner"]
    assert [chip.without for chip in page.context["filter"].chips()] == ["?role=owner", "?day=2026-03-10"]
    assert client.get("/o/atelier-a/people/", {"role": "emperor", "skill": "x", "day": "never"}).status_code == 200
