# SPDX-License-Identifier: AGPL-3.0-or-later
"""A deleted account leaves nothing of what its person had said of themselves, whether this module is on or off."""

from datetime import timedelta

import pytest
from django.utils import timezone

from ruche.kernel.db.context import organisation_scope
from ruche.kernel.modules.services import deactivate_module
from ruche.kernel.organisations.models import Membership
from ruche.kernel.sign_in.jobs import delete_due_accounts
from ruche.kernel.sign_in.models import AccountDeletion
from ruche.kernel.sign_in.services.deletion import ask_for_deletion
from ruche.kernel.testing.people import find_actor
from ruche.modules.people.models import PersonSkill, Profile, ProfileChange, Skill
from ruche.modules.people.services import update_profile

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("is_on", [True, False])
def test_the_profile_goes_with_the_account_and_that_of_others_stays(alice, bob, atelier_a, is_on):
    for person in (alice, bob):
        with organisation_scope(atelier_a.pk, person.pk):
            update_profile(find_actor(person, atelier_a), title="Joiner", phone="+33 1 23 45 67 89", text="I like otters.")
            skill, _ = Skill.objects.get_or_create(name="Planing", name_key="planing")
            PersonSkill.objects.create(membership=Membership.objects.get(user=person), skill=skill, level=3)
    if not is_on:
        with organisation_scope(atelier_a.pk, alice.pk):
            deactivate_module(find_actor(alice, atelier_a), module="people")
    ask_for_deletion(bob)
    AccountDeletion.objects.update(due_at=timezone.now() - timedelta(minutes=1))
    delete_due_accounts(None)
    with organisation_scope(atelier_a.pk):
        mine, theirs = Membership.objects.get(user=bob), Membership.objects.get(user=alice)
        for model in (Profile, PersonSkill, ProfileChange):
            assert not model.objects.filter(membership=mine).exists()
        assert Profile.objects.get(membership=theirs).text == "I like otters."
        assert PersonSkill.objects.filter(membership=theirs).exists()
