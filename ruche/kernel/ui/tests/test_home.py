# SPDX-License-Identifier: AGPL-3.0-or-later
from datetime import UTC, datetime

import pytest
from django.utils import timezone

from ruche.kernel.organisations.models import Organisation
from ruche.kernel.testing.people import make_membership, make_organisation


def page_of(client) -> str:
    return client.get("/o/atelier-a/").content.decode()


def test_member_is_greeted_by_first_name(client_of, alice, atelier_a):
    alice.name = "Alice Martin"
    alice.save()
    assert "Hello Alice<" in page_of(client_of(alice))


@pytest.mark.parametrize(("language", "written"), [("en", "Thursday 12 March 2026"), ("fr", "Jeudi 12 mars 2026")])
def test_date_is_written_in_words(client_of, alice, atelier_a, monkeypatch, language, written):
    alice.language = language
    alice.save()
    monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 3, 12, 9, 42, tzinfo=UTC))
    assert written in page_of(client_of(alice))


def test_other_people_and_own_organisations_are_shown(client_of, dana, atelier_a, bureau_b):
    page = page_of(client_of(dana))
    assert "Alice" in page
    assert "Bureau B" in page
    assert "Charlie" not in page


def test_only_member_is_told_how_to_begin(client_of, alice):
    organisation = make_organisation("Atelier A", "atelier-a")
    make_membership(alice, organisation)
    assert "To begin" in page_of(client_of(alice))


def test_member_among_others_is_not(client_of, alice, atelier_a):
    assert "To begin" not in page_of(client_of(alice))


def test_stranger_gets_404(client_of, charlie, atelier_a):
    assert client_of(charlie).get("/o/atelier-a/").status_code == 404


def test_demo_says_that_it_is_one(client_of, alice, atelier_a):
    assert "This is a demonstration" not in page_of(client_of(alice))
    Organisation.objects.filter(pk=atelier_a.pk).update(is_demo=True)
    assert "ruche demo --remove" in page_of(client_of(alice))


def test_page_asks_the_database_a_fixed_number_of_times(client_of, alice, atelier_a, django_assert_num_queries):
    client = client_of(alice)
    page_of(client)
    with django_assert_num_queries(12):
        page_of(client)
