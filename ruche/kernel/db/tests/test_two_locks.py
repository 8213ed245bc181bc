# SPDX-License-Identifier: AGPL-3.0-or-later
import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.utils import timezone

from ruche.kernel.db.context import NoOrganisation, organisation_scope
from ruche.kernel.db.inspection import tenancy_faults
from ruche.kernel.db.models import Record
from ruche.kernel.organisations.models import Group, GroupMembership, Membership


def test_every_table_has_its_locks(db):
    assert tenancy_faults() == []


def test_manager_refuses_without_organisation(atelier_a):
    with pytest.raises(NoOrganisation):
        Membership.objects.count()


def test_manager_sees_one_organisation(atelier_a, bureau_b):
    with organisation_scope(atelier_a.id):
        assert Membership.objects.count() == 3
    with organisation_scope(bureau_b.id):
        assert Membership.objects.count() == 2


def test_row_security_holds_without_the_manager(atelier_a, bureau_b):
    with organisation_scope(bureau_b.id):
        assert Membership.objects.unscoped().count() == 2
        assert not Membership.objects.unscoped().filter(organisation=atelier_a).exists()
    assert Membership.objects.unscoped().count() == 0


def test_a_user_sees_their_own_memberships_everywhere(atelier_a, bureau_b, dana):
    with organisation_scope(None, dana.id):
        assert set(Membership.objects.unscoped().values_list("organisation__name", flat=True)) == {"Atelier A", "Bureau B"}
        assert set(Membership.objects.unscoped().values_list("user_id", flat=True)) == {dana.id}


def test_writing_into_another_organisation_is_refused(atelier_a, bureau_b):
    with organisation_scope(bureau_b.id), pytest.raises(ProgrammingError, match="row-level security"):
        Group.objects.create(organisation=atelier_a, name="Intruders", name_key="intruders")


def test_the_server_is_told_again_after_a_rollback(atelier_a, bureau_b):
    with organisation_scope(atelier_a.id):
        assert Group.objects.count() == 0
    with organisation_scope(bureau_b.id):
        with transaction.atomic():
            assert Membership.objects.count() == 2
            transaction.set_rollback(True)
        assert Membership.objects.unscoped().count() == 2


def test_a_reference_across_organisations_is_refused(atelier_a, bureau_b, bob):
    with organisation_scope(atelier_a.id):
        bob_there = Membership.objects.get(user=bob)
    with organisation_scope(bureau_b.id):
        group = Group.objects.create(name="Board", name_key="board")
        GroupMembership.objects.create(group=group, membership_id=bob_there.id, joined_at=timezone.now())
        with pytest.raises(IntegrityError, match="within"):
            connection.check_constraints()


def test_records_are_registered_by_the_database(atelier_a):
    with organisation_scope(atelier_a.id):
        group = Group.objects.create(name="Board", name_key="board")
        assert Record.objects.get(id=group.id).kind == "organisations.group"
        group.deleted_at = timezone.now()
        group.save()
        assert Record.objects.get(id=group.id).deleted_at == group.deleted_at
        group.delete()
        assert not Record.objects.filter(id=group.id).exists()


def test_an_error_of_the_database_undoes_the_inner_block_only(atelier_a, bureau_b):
    with organisation_scope(atelier_a.id), transaction.atomic():
        Group.objects.create(name="Board", name_key="board")
        with pytest.raises(IntegrityError), transaction.atomic(), organisation_scope(bureau_b.id):
            Group.objects.bulk_create([Group(name="Twice", name_key="twice"), Group(name="Twice", name_key="twice")])
        assert Group.objects.count() == 1
