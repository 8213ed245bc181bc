# SPDX-License-Identifier: AGPL-3.0-or-later
"""Minors grow up, and who sees what of them. In Atelier A, whose Alice owns it."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from unittest.mock import patch
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from ruche.kernel.access.actor import Actor
from ruche.kernel.access.models import AuditEntry
from ruche.kernel.errors import NotFound, PermissionRefused
from ruche.kernel.lifecycle.ages import day_of
from ruche.kernel.lifecycle.models import Minor
from ruche.kernel.lifecycle.selectors.minors import get_minor, list_minors, organisations_with_birthdays
from ruche.kernel.lifecycle.services.consents import ask_again, record_withdrawal
from ruche.kernel.lifecycle.services.minors import note_birthdays
from ruche.kernel.lifecycle.tests.young import PARENT, SIXTEEN, TWELVE, actor, child, grant, link_of, mail, status_of
from ruche.kernel.mail.models import Letter
from ruche.kernel.organisations.models import Membership, Organisation
from ruche.kernel.testing.people import find_actor
from ruche.kernel.users.models import User

__all__ = ["actor", "child", "mail"]


@pytest.mark.parametrize(
    ("born_on", "expected"),
    [
        (date(2012, 2, 29), date(2027, 3, 1)),
        (date(2013, 2, 28), date(2028, 2, 28)),
        (date(2012, 12, 31), date(2027, 12, 31)),
    ],
)
def test_born_on_29_february_one_is_fifteen_on_1_march(born_on: date, expected: date) -> None:
    assert day_of(born_on, 15) == expected


def test_a_birthday_begins_in_the_organisations_own_zone(child: Membership, atelier_a: Organisation) -> None:
    """Midnight in Auckland: there the child is 15, in Paris it is still the day before."""
    grant(Client(), link_of(child))
    Minor.objects.update(born_on=date(2012, 6, 10))
    noon_before = datetime(2027, 6, 9, 13, 0, tzinfo=UTC)  # 01:00 of the tenth in Auckland
    for zone, expected in (("Europe/Paris", 0), ("Pacific/Auckland", 1)):
        Organisation.objects.filter(pk=atelier_a.pk).update(time_zone=zone)
        with patch("django.utils.timezone.now", return_value=noon_before):
            assert note_birthdays() == expected
    assert noon_before.astimezone(ZoneInfo("Pacific/Auckland")).day == 10


def test_at_fifteen_the_parents_power_ends_and_the_child_is_told(child: Membership, actor: Actor) -> None:
    grant(Client(), link_of(child))
    link = link_of(child)
    Minor.objects.update(born_on=SIXTEEN)
    assert organisations_with_birthdays() == [child.organisation_id]
    assert (note_birthdays(), note_birthdays()) == (1, 0)
    assert Letter.objects.filter(to=child.user.email, subject__contains="You are 15").count() == 1
    assert Client().get(link).status_code == 410
    Client().post(f"{link}withdrawal/")
    assert status_of(child) == Membership.Status.ACTIVE
    assert get_minor(actor, child.pk).state == "alone"


def test_who_still_waits_at_fifteen_comes_in(child: Membership) -> None:
    Minor.objects.update(born_on=SIXTEEN)
    note_birthdays()
    assert status_of(child) == Membership.Status.ACTIVE


def test_at_eighteen_the_date_of_birth_is_forgotten(child: Membership, actor: Actor) -> None:
    Minor.objects.update(born_on=date(1990, 1, 1))
    note_birthdays()
    assert not Minor.objects.exists()
    assert organisations_with_birthdays() == []
    with pytest.raises(NotFound):
        get_minor(actor, child.pk)


def test_the_date_of_birth_is_seen_by_nobody_else(
    child: Membership, bob: User, client_of: Callable[[User], Client], atelier_a: Organisation
) -> None:
    grant(Client(), link_of(child))
    year = str(TWELVE.year)
    root, client = f"/o/{atelier_a.slug}", client_of(bob)
    for page in ("settings/minors/", f"settings/minors/{child.pk}/"):
        assert client.get(f"{root}/{page}").status_code == 403
    assert client.get(f"/api/v1{root}/minors/").status_code == 403
    for page in (f"/api/v1{root}/members/{child.pk}/", f"/api/v1{root}/people/{child.pk}/", f"{root}/people/{child.pk}/"):
        assert year not in client.get(page).content.decode()
    assert not AuditEntry.objects.filter(after__icontains=year).exclude(after__has_key="signed_on").exists()


def test_the_pages_of_who_answers_for_minors(
    mail: None,
    child: Membership,
    alice: User,
    client_of: Callable[[User], Client],
    atelier_a: Organisation,
    django_assert_max_num_queries: Callable,
) -> None:
    root, client = f"/o/{atelier_a.slug}/settings/minors", client_of(alice)
    client.get(f"{root}/")
    with django_assert_max_num_queries(14):
        assert "Asked, no answer yet" in client.get(f"{root}/").content.decode()
    assert PARENT in client.get(f"{root}/{child.pk}/").content.decode()
    refused = client.post(f"{root}/{child.pk}/letter/", {"guardian_email": child.user.email})
    assert refused.status_code == 422
    assert "own address" in refused.content.decode()
    refused = client.post(f"{root}/{child.pk}/paper/", {"name": "Marie", "signed_on": "2999-01-01"})
    assert refused.status_code == 422
    assert 'value="Marie"' in refused.content.decode()
    client.post(f"{root}/{child.pk}/paper/", {"name": "Marie", "signed_on": "2026-01-01"})
    assert "recorded by Alice" in client.get(f"{root}/{child.pk}/").content.decode()
    data = client.get(f"/api/v1/o/{atelier_a.slug}/minors/").json()["results"][0]
    assert (data["state"], data["born_on"], data["consents"][0]["way"]) == ("given", TWELVE.isoformat(), "paper")


def test_nobody_else_lists_minors(child: Membership, bob: User, atelier_a: Organisation) -> None:
    with pytest.raises(PermissionRefused):
        list_minors(find_actor(bob, atelier_a))


def test_asking_again_keeps_what_a_parent_gave_and_took_back(child: Membership, actor: Actor) -> None:
    former = link_of(child)
    grant(Client(), former)
    record_withdrawal(actor, membership_id=child.pk)
    ask_again(actor, membership_id=child.pk, email=PARENT)
    assert [one.state for one in get_minor(actor, child.pk).consents] == ["asked", "withdrawn"]
    assert Client().get(former).status_code == 410
    grant(Client(), link_of(child))
    assert status_of(child) == Membership.Status.ACTIVE
