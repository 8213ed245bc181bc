# SPDX-License-Identifier: AGPL-3.0-or-later
from collections.abc import Callable
from dataclasses import replace
from unittest.mock import patch

import pytest

from ruche.kernel.access.roles import Role
from ruche.kernel.errors import InvalidInput
from ruche.kernel.modules.registry import manifests
from ruche.kernel.organisations.errors import CreationRefused
from ruche.kernel.organisations.models import Organisation
from ruche.kernel.organisations.services import create_organisation, modules_for
from ruche.kernel.users.models import User


def test_the_founder_owns_it_and_its_modules_are_on(alice: User, registration: Callable[[str], None]) -> None:
    registration("open")
    actor = create_organisation(alice, name="  Les   Tilleuls ", kind="neighbourhood", slug="Tilleuls")
    assert (actor.organisation.name, actor.organisation.slug, actor.role) == ("Les Tilleuls", "tilleuls", Role.OWNER)
    assert actor.organisation.language == alice.language
    assert actor.active_modules == set(modules_for("neighbourhood"))
    assert actor.active_modules


def test_modules_follow_the_kind() -> None:
    everything = manifests()
    name = next(iter(everything))
    with patch.dict(everything, {name: replace(everything[name], profiles=("school",))}):
        assert name in modules_for("school")
        assert name not in modules_for("family")


def test_chosen_modules_only(alice: User, registration: Callable[[str], None]) -> None:
    registration("open")
    assert create_organisation(alice, name="Bare", kind="team", slug="bare", modules=[]).active_modules == frozenset()


@pytest.mark.parametrize(("value", "is_allowed"), [("open", True), ("invitation", False), ("closed", False)])
def test_who_may_create(alice: User, registration: Callable[[str], None], value: str, is_allowed: bool) -> None:
    registration(value)
    if is_allowed:
        create_organisation(alice, name="New", kind="team", slug="anew")
    else:
        with pytest.raises(CreationRefused):
            create_organisation(alice, name="New", kind="team", slug="anew")
    assert Organisation.objects.filter(slug="anew").exists() is is_allowed


def test_the_administrator_of_the_instance_always_may(alice: User, registration: Callable[[str], None]) -> None:
    registration("closed")
    alice.is_instance_admin = True
    assert create_organisation(alice, name="New", kind="team", slug="anew").organisation.slug == "anew"


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("name", {"name": " \u200b "}),
        ("name", {"name": "x" * 81}),
        ("slug", {"slug": "atelier-a"}),
        ("slug", {"slug": "settings"}),
        ("kind", {"kind": "cult"}),
        ("colour", {"colour": "red"}),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_nothing_is_kept(
    atelier_a: Organisation, alice: User, registration: Callable[[str], None], field: str, values: dict[str, str]
) -> None:
    registration("open")
    with pytest.raises(InvalidInput) as refusal:
        create_organisation(alice, **{"name": "New", "kind": "team", "slug": "anew", **values})
    assert refusal.value.fields.keys() == {field}
    assert Organisation.objects.count() == 1
