# SPDX-License-Identifier: AGPL-3.0-or-later
"""Two people act in the same instant, each on a connection of their own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from ruche.kernel.access.roles import Role
from ruche.kernel.errors import DomainError, InvalidInput
from ruche.kernel.organisations import services
from ruche.kernel.organisations.keys import code_of
from ruche.kernel.organisations.models import Group, Invitation, JoinCode, Membership, Organisation, Slug
from ruche.kernel.organisations.tests.conftest import acting_as
from ruche.kernel.testing.people import find_actor, make_membership, make_organisation, make_user

pytestmark = pytest.mark.django_db(transaction=True)
Act = Callable[[], Any]


def together(*acts: Act) -> list[Any]:
    """What each returned, or the DomainError it raised; they start at the same moment."""
    barrier = Barrier(len(acts))

    def run(act: Act) -> Any:
        barrier.wait(10)
        try:
            return act()
        except DomainError as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def _two_owners() -> tuple[Organisation, list[Any]]:
    organisation = make_organisation("Atelier A", "atelier-a")
    owners = [make_user(name) for name in ("Alice", "Bob")]
    for owner in owners:
        make_membership(owner, organisation, Role.OWNER)
    return organisation, owners


def _owners(organisation: Organisation, anybody: Any) -> int:
    with acting_as(anybody, organisation):
        return Membership.objects.filter(role=Role.OWNER, status="active").count()


@pytest.mark.parametrize("round_", range(5))
def test_two_last_owners_leave_at_once_and_one_stays(round_: int) -> None:
    organisation, owners = _two_owners()

    def leave(user: Any) -> Act:
        def act() -> None:
            with acting_as(user, organisation) as actor:
                services.leave_organisation(actor)

        return act

    results = together(*(leave(owner) for owner in owners))
    assert sorted(getattr(result, "code", "left") for result in results) == ["last_owner", "left"]
    assert _owners(organisation, owners[0]) == 1


@pytest.mark.parametrize("name", ["change_role", "suspend_member", "remove_member"])
def test_two_owners_put_each_other_out_and_one_stays(name: str) -> None:
    organisation, owners = _two_owners()
    others = [find_actor(owner, organisation).membership.pk for owner in reversed(owners)]
    extra = {"role": Role.MEMBER} if name == "change_role" else {}

    def reach(user: Any, other: Any) -> Act:
        def act() -> None:
            with acting_as(user, organisation) as actor:
                getattr(services, name)(actor, membership_id=other, **extra)

        return act

    results = together(*(reach(owner, other) for owner, other in zip(owners, others, strict=True)))
    assert sum(isinstance(result, DomainError) for result in results) == 1
    assert _owners(organisation, owners[0]) == 1


def test_a_slug_wanted_by_two_goes_to_one() -> None:
    organisations = [make_organisation(f"Place {number}", f"place-{number}") for number in (7, 9)]
    owners = [make_user(name) for name in ("Alice", "Bob")]
    for owner, organisation in zip(owners, organisations, strict=True):
        make_membership(owner, organisation, Role.OWNER)

    def rename(user: Any, organisation: Organisation, slug: str) -> Act:
        def act() -> None:
            with acting_as(user, organisation) as actor:
                services.update_organisation(actor, slug=slug)

        return act

    slugs = ("maison-rose", "mais0n-rose")  # look-alikes, so that the skeleton decides
    results = together(*(rename(*one) for one in zip(owners, organisations, slugs, strict=True)))
    refused = [result for result in results if isinstance(result, InvalidInput)]
    assert [error.code for error in refused] == ["slug_taken"]
    assert Slug.objects.filter(slug__in=slugs).count() == 1


def test_the_last_use_of_a_code_lets_one_in() -> None:
    organisation, owners = _two_owners()
    with acting_as(owners[0], organisation) as actor:
        code = code_of(services.create_join_code(actor, max_uses=1).pk)
    people = [make_user(name) for name in ("Eve", "Fay", "Gus")]
    results = together(*((lambda one=person: services.join_with_code(one, code=code)) for person in people))
    assert sum(isinstance(result, Membership) for result in results) == 1
    with acting_as(owners[0], organisation):
        assert JoinCode.objects.get().uses == 1
        assert Membership.objects.count() == 3


def test_one_person_accepts_twice_at_once() -> None:
    organisation, owners = _two_owners()
    from ruche.kernel.organisations.keys import token_of

    with acting_as(owners[0], organisation) as actor:
        invited = services.invite_people(actor, addresses="eve@example.org")
        code = code_of(services.create_join_code(actor).pk)
    token = token_of(invited.invitations[0].pk)
    eve = make_user("Eve")
    results = together(
        lambda: services.accept_invitation(eve, token=token),
        lambda: services.accept_invitation(eve, token=token),
        lambda: services.join_with_code(eve, code=code),
    )
    assert len({result.pk for result in results}) == 1


def test_two_invite_the_same_address() -> None:
    organisation, owners = _two_owners()

    def invite(user: Any) -> Act:
        def act() -> Any:
            with acting_as(user, organisation) as actor:
                return services.invite_people(actor, addresses="eve@example.org")

        return act

    results = together(*(invite(owner) for owner in owners))
    assert sorted(len(result.invitations) for result in results) == [0, 1]
    with acting_as(owners[0], organisation):
        assert Invitation.objects.count() == 1


def test_two_moves_make_no_circle() -> None:
    organisation, owners = _two_owners()
    with acting_as(owners[0], organisation) as actor:
        a, b = (services.create_group(actor, name=name).pk for name in "AB")

    def move(user: Any, group: Any, parent: Any) -> Act:
        def act() -> None:
            with acting_as(user, organisation) as actor:
                services.update_group(actor, group_id=group, name=str(group)[-6:], kind="team", parent_id=parent)

        return act

    results = together(move(owners[0], a, b), move(owners[1], b, a))
    assert sum(isinstance(result, InvalidInput) for result in results) == 1
    with acting_as(owners[0], organisation):
        assert Group.objects.filter(parent=None).count() == 1


def test_one_address_for_two_founders(registration: Callable[[str], None]) -> None:
    registration("open")
    founders = [make_user(name) for name in ("Alice", "Bob")]
    results = together(
        *((lambda one=founder: services.create_organisation(one, name="Maison", kind="family", slug="maison")) for founder in founders)
    )
    refused = [result for result in results if isinstance(result, InvalidInput)]
    assert [error.code for error in refused] == ["slug_taken"]
    assert Organisation.objects.count() == 1
