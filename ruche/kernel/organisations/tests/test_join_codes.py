# SPDX-License-Identifier: AGPL-3.0-or-later
from datetime import timedelta
from math import log2

import pytest
from django.utils import timezone

from ruche.kernel.access.roles import Role
from ruche.kernel.db.context import organisation_scope
from ruche.kernel.errors import DomainError, InvalidInput, NotFound, PermissionRefused
from ruche.kernel.organisations import selectors, services
from ruche.kernel.organisations.errors import NotAdmitted, WayInClosed
from ruche.kernel.organisations.keys import ALPHABET, CODE_LENGTH, code_of, dashed, read_code
from ruche.kernel.organisations.models import JoinCode, Organisation, OrganisationKey
from ruche.kernel.organisations.tests.conftest import Acting
from ruche.kernel.testing.people import find_actor, make_user
from ruche.kernel.users.models import User


def _code(acting: Acting, user: User, organisation: Organisation, **options: object) -> str:
    with acting(user, organisation) as actor:
        return code_of(services.create_join_code(actor, **options).pk)  # type: ignore[arg-type]


def test_a_code_is_long_enough_and_has_no_look_alikes() -> None:
    assert CODE_LENGTH * log2(len(ALPHABET)) >= 40
    assert not set(ALPHABET) & set("0O1ILU2Z5S8B")
    assert len(set(ALPHABET)) == len(ALPHABET)


def test_a_code_is_read_however_it_is_typed() -> None:
    assert dashed("ACDEFGHJKMNP") == "ACDE-FGHJ-KMNP"
    for typed in ("ACDE-FGHJ-KMNP", "acde fghj kmnp", " Acde–fghjKMNP\n", "a.c.d.e/f.g.h.j/k.m.n.p"):
        assert read_code(typed) == "ACDEFGHJKMNP"
    for typed in ("", "ACDE-FGHJ", "ACDE-FGHJ-KMN0", "ACDE-FGHJ-KMNPQ", "\0" * 12, "é" * 12, "A" * 10_000):
        assert read_code(typed) is None


def test_it_lets_in_and_counts(acting: Acting, alice: User, charlie: User, atelier_a: Organisation) -> None:
    with acting(alice, atelier_a) as actor:
        group = services.create_group(actor, name="Newcomers")
    code = _code(acting, alice, atelier_a, role=Role.GUEST, group_id=group.pk, max_uses=2)
    membership = services.join_with_code(charlie, code=dashed(code).lower())
    assert (membership.role, membership.status) == ("guest", "active")
    assert services.join_with_code(charlie, code=code) == membership  # again: not counted
    with acting(alice, atelier_a) as actor:
        assert JoinCode.objects.get().uses == 1
        assert len(selectors.list_group_members(actor, group.pk)) == 1


def test_it_is_used_up(acting: Acting, alice: User, charlie: User, atelier_a: Organisation) -> None:
    code = _code(acting, alice, atelier_a, max_uses=1)
    services.join_with_code(charlie, code=code)
    with pytest.raises(WayInClosed) as refusal:
        services.join_with_code(make_user("Eve"), code=code)
    assert refusal.value.code == "used_up"


@pytest.mark.parametrize("column", ["expires_at", "revoked_at"])
def test_it_ends(acting: Acting, alice: User, charlie: User, atelier_a: Organisation, column: str) -> None:
    code = _code(acting, alice, atelier_a)
    with organisation_scope(atelier_a.pk):
        JoinCode.objects.update(**{column: timezone.now() - timedelta(seconds=1)})
    with pytest.raises(WayInClosed):
        services.join_with_code(charlie, code=code)


def test_an_unknown_code_leads_nowhere(charlie: User, atelier_a: Organisation) -> None:
    for code in ("ACDE-FGHJ-KMNP", "", "nonsense", "\0"):
        with pytest.raises(NotFound):
            services.join_with_code(charlie, code=code)
        with pytest.raises(NotFound):
            selectors.get_join_code_typed(code)


def test_the_table_gives_no_code_away(acting: Acting, alice: User, atelier_a: Organisation) -> None:
    code = _code(acting, alice, atelier_a)
    key = OrganisationKey.objects.get()
    assert code.lower() not in key.hash.lower()
    assert key.purpose == "join_code"


def test_the_removed_and_the_suspended_stay_out(acting: Acting, alice: User, bob: User, dana: User, atelier_a: Organisation) -> None:
    code = _code(acting, alice, atelier_a)
    with acting(alice, atelier_a) as actor:
        services.remove_member(actor, membership_id=find_actor(bob, atelier_a).membership.pk)
        services.suspend_member(actor, membership_id=find_actor(dana, atelier_a).membership.pk)
    for person in (bob, dana):
        with pytest.raises(NotAdmitted):
            services.join_with_code(person, code=code)
    with acting(alice, atelier_a):
        assert JoinCode.objects.get().uses == 0


def test_who_left_may_come_back(acting: Acting, alice: User, bob: User, atelier_a: Organisation) -> None:
    code = _code(acting, alice, atelier_a)
    with acting(bob, atelier_a) as actor:
        services.leave_organisation(actor)
    assert services.join_with_code(bob, code=code).pk == actor.membership.pk


@pytest.mark.parametrize("role", [Role.MANAGER, Role.ADMIN, Role.OWNER])
def test_a_code_gives_no_right_over_others(acting: Acting, alice: User, atelier_a: Organisation, role: Role) -> None:
    with acting(alice, atelier_a) as actor, pytest.raises(InvalidInput):
        services.create_join_code(actor, role=role)


@pytest.mark.parametrize("values", [{"days": 0}, {"days": 366}, {"max_uses": 0}, {"max_uses": 1001}, {"label": "x" * 81}])
def test_limits_of_a_code(acting: Acting, alice: User, atelier_a: Organisation, values: dict[str, object]) -> None:
    with acting(alice, atelier_a) as actor, pytest.raises(InvalidInput) as refusal:
        services.create_join_code(actor, **values)  # type: ignore[arg-type]
    assert refusal.value.fields.keys() == values.keys()


def test_rights(acting: Acting, alice: User, bob: User, charlie: User, atelier_a: Organisation, bureau_b: Organisation) -> None:
    with acting(alice, atelier_a) as actor:
        join_code = services.create_join_code(actor)
    with acting(bob, atelier_a) as actor:
        for act in (
            lambda: services.create_join_code(actor),
            lambda: services.revoke_join_code(actor, join_code_id=join_code.pk),
            lambda: selectors.list_join_codes(actor),
        ):
            with pytest.raises(PermissionRefused):
                act()
    with acting(charlie, bureau_b) as actor:
        with pytest.raises(NotFound):
            services.revoke_join_code(actor, join_code_id=join_code.pk)
        with pytest.raises(DomainError):
            selectors.get_join_code(actor, join_code.pk)
        assert selectors.list_join_codes(actor) == []
