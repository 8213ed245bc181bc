# SPDX-License-Identifier: AGPL-3.0-or-later
"""Migrations 0004 and 0005: skills that were lists of words in the profile become rows that people share."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from ruche.kernel.db.context import organisation_scope
from ruche.kernel.testing.people import make_membership, make_organisation, make_user
from ruche.modules.people.models import PersonSkill, Profile, Skill
from tests.databases import as_owner, create_test_database, drop_test_database

MANY = 1_100  # two whole batches and a part
LONG = "Restauration de postes de radio à lampes d’avant-guerre"


@pytest.fixture
def before(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """A database of its own, with the profiles as they were before."""
    kept, name = connection.settings_dict["NAME"], f"skills_{os.getpid()}"
    with django_db_blocker.unblock():
        create_test_database(name)
        try:
            with as_owner():
                _migrate("0003_positions")
            yield name
        finally:
            drop_test_database(name)
            connection.settings_dict["NAME"] = kept


def _migrate(name: str) -> Any:
    executor = MigrationExecutor(connection)
    executor.migrate([("people", name)])
    return executor.loader.project_state([("people", name)]).apps


def _write(organisation: Any, skills: list[list[str]]) -> None:
    """A member for each list, in the order given, and their profile as the older version kept it."""
    old = MigrationExecutor(connection).loader.project_state([("people", "0003_positions")]).apps.get_model("people", "Profile")
    people = [make_membership(make_user(f"{organisation.slug} {number:04}"), organisation) for number in range(len(skills))]
    rows = [
        old(organisation_id=organisation.id, membership_id=person.pk, skills=names, search_key="kept")
        for person, names in zip(people, skills, strict=True)
    ]
    with as_owner():
        old.objects.bulk_create(rows)


def _skills(organisation: Any) -> dict[str, list[str]]:
    with organisation_scope(organisation.id):
        rows = PersonSkill.objects.order_by("membership__name_key", "position").values_list("membership__name", "skill__name", "level")
        found: dict[str, list[str]] = {}
        for person, skill, level in rows:
            assert level == PersonSkill.Level.ABLE
            found.setdefault(person[-4:], []).append(skill)
        return found


def test_words_become_rows_once_for_each_spelling_and_organisation(before):
    assert settings.DATABASES["default"]["NAME"] == before
    one, other = make_organisation("One", "one"), make_organisation("Other", "other")
    _write(one, [["Soudure", "Vernis"], ["SOUDURE", "soudure", "Électricité"], [], [LONG, LONG + " et autres"]])
    _write(other, [["soudure"]])
    with as_owner():
        _migrate("0005_skills_are_rows")
    assert _skills(one) == {"0000": ["Soudure", "Vernis"], "0001": ["Soudure", "Électricité"], "0003": [LONG[:40]]}
    assert _skills(other) == {"0000": ["soudure"]}
    with organisation_scope(one.id):
        assert (Skill.objects.count(), Profile.objects.count()) == (4, 4)
        assert set(Profile.objects.values_list("search_key", flat=True)) == {"kept"}  # the search finds what it found


@pytest.mark.long
def test_large_organisation_is_moved_in_batches_and_loses_nobody(before):
    one = make_organisation("One", "one")
    _write(one, [[f"Skill {number % 7}", "Shared"] for number in range(MANY)])
    with as_owner():
        _migrate("0005_skills_are_rows")
    moved = _skills(one)
    assert len(moved) == MANY
    assert all(names == [f"Skill {number % 7}", "Shared"] for number, names in enumerate(moved.values()))
