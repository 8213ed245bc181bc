# SPDX-License-Identifier: AGPL-3.0-or-later
import pytest

from ruche.kernel.errors import InvalidInput
from ruche.kernel.organisations.models import Organisation, Slug
from ruche.kernel.organisations.services import free_slug, update_organisation
from ruche.kernel.organisations.services.slugs import MAX_SLUGS
from ruche.kernel.organisations.slugs import check_slug, propose_slug, skeleton
from ruche.kernel.organisations.tests.conftest import Acting
from ruche.kernel.users.models import User


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("L’Atelier Sarcelle", "l-atelier-sarcelle"),
        ("Œuvres & Cie", "oeuvres-cie"),
        ("  --Éé--  ", "ee"),
        ("日本", ""),
        ("a" * 39 + " bc", "a" * 39),
    ],
)
def test_a_name_proposes_a_slug(name: str, slug: str) -> None:
    assert propose_slug(name) == slug


@pytest.mark.parametrize("slug", ["a", "-ab", "ab-", "a--b", "été", "a_b", "a b", "a" * 41, "a/b", "a\0b", "", "\u0430telier"])
def test_a_malformed_slug_is_refused(slug: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        check_slug(slug)
    assert refusal.value.fields.keys() == {"slug"}


@pytest.mark.parametrize("slug", ["admin", "adm1n", "sett1ngs", "ruche", "w-w-w", "vvvvvv", "apl"])
def test_a_reserved_word_is_refused_however_it_is_drawn(slug: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        check_slug(slug)
    assert refusal.value.code == "slug_reserved"


@pytest.mark.parametrize(
    ("one", "other"),
    [("atelier", "atel1er"), ("modern", "modem"), ("wiki", "vviki"), ("bureau-b", "bureaub"), ("foo", "f00"), ("ile", "lle")],
)
def test_look_alikes_share_a_skeleton(one: str, other: str) -> None:
    assert skeleton(one) == skeleton(other)


def test_a_taken_slug_is_refused_and_a_free_one_named(acting: Acting, alice: User, atelier_a: Organisation, bureau_b: Organisation) -> None:
    with acting(alice, atelier_a) as actor, pytest.raises(InvalidInput) as refusal:
        update_organisation(actor, slug="bureau-b")
    assert refusal.value.code == "slug_taken"
    assert "bureau-b-2" in str(refusal.value)


def test_a_look_alike_of_another_organisation_is_refused(
    acting: Acting, alice: User, atelier_a: Organisation, bureau_b: Organisation
) -> None:
    with acting(alice, atelier_a) as actor, pytest.raises(InvalidInput):
        update_organisation(actor, slug="bureaub")


def test_an_organisation_may_resemble_itself_and_go_back(acting: Acting, alice: User, atelier_a: Organisation) -> None:
    with acting(alice, atelier_a) as actor:
        for slug in ("ateliera", "ate1ier-a", "atelier-a", "ateliera"):
            assert update_organisation(actor, slug=slug).slug == slug
    assert Slug.objects.filter(organisation=atelier_a).count() == 3
    assert Slug.objects.filter(organisation=atelier_a, skeleton=None).count() == 2


def test_an_old_slug_is_never_given_to_others(
    acting: Acting, alice: User, charlie: User, atelier_a: Organisation, bureau_b: Organisation
) -> None:
    with acting(alice, atelier_a) as actor:
        update_organisation(actor, slug="maison")
    for slug in ("atelier-a", "ateliera", "ateller-a"):
        with acting(charlie, bureau_b) as actor, pytest.raises(InvalidInput):
            update_organisation(actor, slug=slug)


def test_nobody_collects_addresses(acting: Acting, alice: User, atelier_a: Organisation) -> None:
    with acting(alice, atelier_a) as actor:
        for number in range(MAX_SLUGS - 1):
            update_organisation(actor, slug=f"place-{number + 2}")
        with pytest.raises(InvalidInput) as refusal:
            update_organisation(actor, slug="one-more")
    assert refusal.value.code == "slug_limit"


def test_free_slug_passes_over_taken_and_reserved_words(atelier_a: Organisation) -> None:
    assert free_slug("Atelier A") == "atelier-a-2"
    assert free_slug("Admin") == "admin-2"
    assert free_slug("日本") == "group"
