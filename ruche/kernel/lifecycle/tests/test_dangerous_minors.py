# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is dangerous is for adults, by whatever way it would come to a minor."""

import pytest

from ruche.kernel.access.actor import Actor
from ruche.kernel.access.models import RoleAssignment
from ruche.kernel.access.role_refs import RoleRef
from ruche.kernel.access.services import create_role, end_assignment, give_role, update_role
from ruche.kernel.access.services.sourced import set_sourced_roles
from ruche.kernel.errors import InvalidInput
from ruche.kernel.lifecycle.models import Minor
from ruche.kernel.lifecycle.services.minors import declare_minor
from ruche.kernel.lifecycle.tests.young import SIXTEEN, actor
from ruche.kernel.organisations.models import Membership
from ruche.kernel.users.models import User

__all__ = ["actor"]
DANGEROUS, HARMLESS = "organisation.manage_applications", "organisation.invite_member"


@pytest.fixture
def minor(actor: Actor, bob: User) -> Membership:
    membership: Membership = Membership.objects.get(user=bob)
    Minor.objects.create(membership=membership, born_on=SIXTEEN)
    return membership


def test_a_minor_is_given_no_dangerous_role(actor: Actor, minor: Membership, dana: User) -> None:
    gate, guide = create_role(actor, name="Gate", permissions=[DANGEROUS]), create_role(actor, name="Guide", permissions=[HARMLESS])
    with pytest.raises(InvalidInput) as refusal:
        give_role(actor, membership_id=minor.pk, role=RoleRef(gate.pk))
    assert (refusal.value.code, set(refusal.value.fields)) == ("minor", {"role"})
    assert set_sourced_roles(actor.organisation_id, membership_id=minor.pk, source="provider", held={(RoleRef(gate.pk), None)}) == 0
    give_role(actor, membership_id=minor.pk, role=RoleRef(guide.pk))
    give_role(actor, membership_id=Membership.objects.get(user=dana).pk, role=RoleRef(gate.pk))
    assert RoleAssignment.objects.filter(membership=minor).count() == 1


def test_a_role_that_minors_hold_becomes_not_dangerous(actor: Actor, minor: Membership) -> None:
    guide = create_role(actor, name="Guide", permissions=[HARMLESS])
    held = give_role(actor, membership_id=minor.pk, role=RoleRef(guide.pk))
    with pytest.raises(InvalidInput) as refusal:
        update_role(actor, role_id=guide.pk, version=guide.version, name="Guide", permissions=[HARMLESS, DANGEROUS])
    assert set(refusal.value.fields) == {"permissions"}
    end_assignment(actor, assignment_id=held.pk)
    assert update_role(actor, role_id=guide.pk, version=guide.version, name="Guide", permissions=[DANGEROUS])


def test_who_holds_a_dangerous_role_is_not_declared_a_minor(actor: Actor, bob: User) -> None:
    gate, member = create_role(actor, name="Gate", permissions=[DANGEROUS]), Membership.objects.get(user=bob)
    held = give_role(actor, membership_id=member.pk, role=RoleRef(gate.pk))
    with pytest.raises(InvalidInput) as refusal:
        declare_minor(actor, membership_id=member.pk, born_on=SIXTEEN)
    assert (refusal.value.code, set(refusal.value.fields)) == ("minor", {"membership"})
    end_assignment(actor, assignment_id=held.pk)
    assert declare_minor(actor, membership_id=member.pk, born_on=SIXTEEN)
