# SPDX-License-Identifier: AGPL-3.0-or-later
"""An organisation of 1,000 people and 60 groups with 200,000 positions, of which Bob sees three in ten."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection

from ruche.kernel.access.actor import Actor
from ruche.kernel.access.audience_rules import Level
from ruche.kernel.access.roles import Role
from ruche.kernel.db.context import organisation_scope
from ruche.kernel.lifecycle.models import Checklist
from ruche.kernel.organisations.models import Group, Membership, Organisation
from ruche.kernel.testing.people import find_actor, give, make_group, make_membership, make_organisation, make_user, put_in
from ruche.kernel.users.models import User

PEOPLE = 1_000
SEEN, MANAGED, CIRCLES = 0.20, 0.05, 0.05  # three in ten together
RIGHTS = ["organisation.invite_member", "organisation.manage_groups", "people.manage_positions"]

# What each row's audience is follows from where its number falls: `shown` is the number, shuffled or not.
_POSITIONS = """
insert into people_position (id, organisation_id, created_at, updated_at, title, name_key, opened_on, text, version, is_head_post,
  owner_id, audience_group_id, see_by, comment_by, edit_by, join_by, manage_by)
select gen_random_uuid(), %(o)s, now(), now(), 'Post ' || n, 'post ' || to_char(n, 'FM000000'), current_date, '', 0, false, %(owner)s,
  case when part >= %(open)s then (%(circles)s::uuid[])[1 + n %% cardinality(%(circles)s::uuid[])] end,
  case when part < %(open)s then 2 else 1 end, 0, 0, 0, 0
from (select n, case when %(shuffled)s then (hashint4(n)::bigint & 2147483647) / 2147483648.0
             else 1 - (n + 1.0) / %(many)s end as part from generate_series(%(first)s, %(last)s) n) numbered
where part < %(open)s + %(circled)s
union all
select gen_random_uuid(), %(o)s, now(), now(), 'Post ' || n, 'post ' || to_char(n, 'FM000000'), current_date, '', 0, false, %(owner)s,
  case when part < %(open)s + %(circled)s + %(managed)s then (%(managed_groups)s::uuid[])[1 + n %% cardinality(%(managed_groups)s::uuid[])]
       else (%(others)s::uuid[])[1 + n %% cardinality(%(others)s::uuid[])] end, 1, 0, 0, 0, 0
from (select n, case when %(shuffled)s then (hashint4(n)::bigint & 2147483647) / 2147483648.0
             else 1 - (n + 1.0) / %(many)s end as part from generate_series(%(first)s, %(last)s) n) numbered
where part >= %(open)s + %(circled)s
"""


@dataclass(frozen=True)
class Scene:
    """Alice owns the organisation and holds every right; Bob is in 5 groups and holds roles over 3 subtrees."""

    organisation: Organisation
    alice: User
    bob: User
    groups: list[Group]

    def actor(self, user: User) -> Actor:
        return find_actor(user, self.organisation)

    @contextmanager
    def entered(self, user: User) -> Iterator[Actor]:
        with organisation_scope(self.organisation.id, user.pk):
            yield self.actor(user)


def make_people() -> tuple[User, User, list[User]]:
    return make_user("Alice"), make_user("Bob"), [make_user(f"Person {number}") for number in range(PEOPLE - 2)]


def make_scene(name: str, people: tuple[User, User, list[User]], *, positions: int, is_shuffled: bool) -> Scene:
    random.seed(5)
    organisation = make_organisation(name, name.lower().replace(" ", "-"))
    alice, bob, others = people
    make_membership(alice, organisation, Role.OWNER)
    for user in (bob, *others):
        make_membership(user, organisation)
    tops = [make_group(organisation, f"Department {number}", kind="department") for number in range(6)]
    groups = [*tops, *(make_group(organisation, f"Team {number}", tops[number % 6]) for number in range(54))]
    for group in groups[6:11]:
        put_in(group, bob)
    for top in tops[:3]:
        give(bob, organisation, RIGHTS, scope=top)
    scene = Scene(organisation, alice, bob, groups)
    _make_positions(scene, positions, is_shuffled)
    _make_checklists(scene)
    return scene


def _make_checklists(scene: Scene) -> None:
    """600 of them: a third for the organisation, the others each for one of the 60 groups, ten for each."""
    with scene.entered(scene.alice) as alice:
        for number in range(600):
            group = None if number % 3 == 0 else scene.groups[number % 60]
            level = Level.ORGANISATION if group is None else Level.GROUP
            levels = {"see_by": level, "comment_by": 0, "edit_by": 0, "join_by": 0, "manage_by": 0}
            name = f"post {number:04} list"  # among the positions, by name
            Checklist.objects.create(
                kind="onboarding", name=name.title(), name_key=name, owner=alice.membership, audience_group=group, **levels
            )


def _make_positions(scene: Scene, many: int, is_shuffled: bool) -> None:
    with scene.entered(scene.bob) as bob, connection.cursor() as cursor:
        circles, managed = bob.rights.circles, bob.rights.within["people.manage_positions"]
        owner = Membership.objects.get(user=scene.alice).pk
        known: dict[str, Any] = {
            "o": scene.organisation.pk,
            "owner": owner,
            "circles": sorted(circles),
            "managed_groups": sorted(managed),
            "others": sorted({group.pk for group in scene.groups} - circles - managed),
            "open": SEEN,
            "circled": CIRCLES,
            "managed": MANAGED,
            "shuffled": is_shuffled,
            "many": float(many),
        }
        for first in range(0, many, 20_000):
            cursor.execute(_POSITIONS, {**known, "first": first, "last": min(first + 20_000, many) - 1})
