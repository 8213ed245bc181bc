# SPDX-License-Identifier: AGPL-3.0-or-later
"""An organisation of 500 people: a board, 9 departments, 7 teams in each, one of them with 3 inside; some without a head."""

from ruche.kernel.access.roles import Role
from ruche.kernel.db.context import organisation_scope
from ruche.kernel.organisations.models import Group, Membership, Organisation
from ruche.kernel.testing.people import find_actor, make_group, make_membership, make_organisation, make_user, put_in
from ruche.kernel.users.models import User
from ruche.modules.people.services import open_position

PEOPLE, DEPARTMENTS, TEAMS, INSIDE = 500, 9, 7, 3


def make_scene() -> tuple[Organisation, User]:
    """The organisation and who owns it."""
    organisation = make_organisation("Cinq cents", "cinq-cents")
    owner = make_user("Alice")
    make_membership(owner, organisation, Role.OWNER)
    people = [owner, *(make_user(f"Person {number}") for number in range(1, PEOPLE))]
    for one in people[1:]:
        make_membership(one, organisation)
    _seat(organisation, _groups(organisation), people)
    return organisation, owner


def _groups(organisation: Organisation) -> list[Group]:
    found = [make_group(organisation, "Board", kind="board")]
    for number in range(DEPARTMENTS):
        department = make_group(organisation, f"Department {number}", kind="department")
        teams = [make_group(organisation, f"Team {number}.{team}", department) for team in range(TEAMS)]
        found += [department, *teams, *(make_group(organisation, f"Team {number}.0.{team}", teams[0]) for team in range(INSIDE))]
    return found


def _seat(organisation: Organisation, groups: list[Group], people: list[User]) -> None:
    """Everybody in one group, every fifth in two; each group but every eighth with a head; a few vacant posts."""
    for number, one in enumerate(people):
        group = groups[number % len(groups)]
        put_in(group, one, "head" if number < len(groups) and number % 8 else "")
        if number % 5 == 0:
            put_in(groups[(number + 7) % len(groups)], one)
    actor = find_actor(people[0], organisation)
    with organisation_scope(organisation.id, people[0].pk):
        assert Membership.objects.count() == PEOPLE
        for group in groups[::12]:
            open_position(actor, title="Vacant post", group_id=group.pk)
