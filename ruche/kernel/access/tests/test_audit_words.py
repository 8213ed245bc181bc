# SPDX-License-Identifier: AGPL-3.0-or-later
"""The audit is read by people: every kind of act that the sources note has words, and what was noted is written as people write."""

import re
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from ruche.kernel.access.audience_rules import audience_rules
from ruche.kernel.access.models import AuditEntry, RoleAssignment
from ruche.kernel.access.services import create_role, delete_role
from ruche.kernel.access.services.assignments import assignment_data
from ruche.kernel.access.views.audit_lines import audit_lines
from ruche.kernel.access.views.audit_subjects import GONE, GROUP, SOMETHING_GONE, Subject
from ruche.kernel.access.views.audit_words import ACTIONS, FACTS, SILENT
from ruche.kernel.db.context import organisation_scope
from ruche.kernel.directories.services.directories import _KEPT
from ruche.kernel.organisations.models import Group
from ruche.kernel.organisations.services import delete_group, update_group
from ruche.kernel.organisations.services.groups import group_data
from ruche.kernel.organisations.services.legal import FIELDS
from ruche.kernel.testing.people import find_actor, make_group
from tests.architecture.files import files_of

NOTED = re.compile(r"(?:record_audit\(\s*[^,]+,|\.record\()\s*\"([a-z_.]+)\"")


def test_every_kind_of_act_has_words():
    sources = [path for path in files_of(".py", under="ruche") if "tests" not in path.parts]
    noted = {name for path in sources for name in NOTED.findall(path.read_text())}
    assert len(noted) > 30
    assert noted - set(ACTIONS) == set()


def test_instants_levels_and_truths_are_written_out(atelier_a, alice):
    with organisation_scope(atelier_a.id), translation.override("en"), timezone.override("Europe/Paris"):
        facts = {"ends_at": "2027-01-20T17:00:00+00:00", "see": "organisation", "is_active": True}
        entry = AuditEntry(action="give_role", after=facts)
        changes = {str(change.label): change.after for change in audit_lines(find_actor(alice, atelier_a), [entry])[0].changes}
    assert changes == {"Until": "Wednesday 20 January 2027, 18:00", "See": "The organisation", "Active": "Yes"}


def _first(actor, **entry):
    with translation.override("en"):
        return audit_lines(actor, [AuditEntry(**entry)])[0]


def _written(actor, **entry):
    with translation.override("en"):
        return {str(one.label): (one.before, one.after) for one in audit_lines(actor, [AuditEntry(**entry)])[0].changes}


@pytest.fixture
def owner(atelier_a, alice):
    with organisation_scope(atelier_a.id):
        yield find_actor(alice, atelier_a)


def test_every_fact_that_is_noted_has_words():
    noted = {*group_data(Group()), *FIELDS, *_KEPT, *assignment_data(RoleAssignment(starts_at=timezone.now()))}
    noted |= {"second_factor", "grace_days", "session_hours", "methods", "roles", "label", "iban", "is_main", "post", "membership_id"}
    assert noted - set(FACTS) - SILENT == set()


def test_codes_and_numbers_are_written_as_people_say_them(owner):
    policy = {"subject_kind": "sign_in.signinpolicy", "subject_id": uuid4(), "action": "sign_in.policy_changed"}
    before, after = (
        {"second_factor": "optional", "grace_days": 14, "methods": ["code"]},
        {"second_factor": "all", "grace_days": 0, "methods": []},
    )
    assert _written(owner, **policy, before=before, after=after) == {
        "Second factor": ("Everybody decides for themselves", "Required from everybody"),
        "Time to set it up": ("14 days", "0 days"),
        "Accepted ways to sign in": ("Code by e-mail", ""),
    }
    group = {"subject_kind": "organisations.group", "subject_id": uuid4(), "action": "update_group"}
    changed = _written(owner, **group, before={"kind": "team", "ends_on": None}, after={"kind": "board", "ends_on": "2027-01-20"})
    with translation.override("en"):
        assert changed["Kind"] == (str(Group.Kind.TEAM.label), str(Group.Kind.BOARD.label))
    assert changed["Until"] == ("", "20 January 2027")
    profile = {"subject_kind": "people.profilechange", "subject_id": uuid4(), "action": "approved_profile_change"}
    assert _written(owner, **profile, after={"field": "title"}) == {"Field": ("", "Function")}


@pytest.mark.parametrize(("address", "shown"), [("::", ""), ("::1", ""), ("127.0.0.1", ""), ("", ""), ("198.51.100.7", "198.51.100.7")])
def test_the_machine_itself_is_no_address(owner, address, shown):
    assert _first(owner, action="create_role", address=address).address == shown


def test_each_line_names_what_it_is_about_and_leads_there(client_of, alice, owner, atelier_a):
    group = make_group(atelier_a, "Kitchen", kind="team")
    update_group(owner, group_id=group.pk, name="Bakery", kind="team", parent_id=None)
    page = client_of(alice).get(reverse("access:audit_list", args=["atelier-a"])).content.decode()
    address = reverse("organisations:group_detail", args=["atelier-a", group.pk])
    assert f'<a class="r-link" href="{address}">Bakery</a>' in page
    delete_group(owner, group_id=group.pk)
    page = client_of(alice).get(reverse("access:audit_list", args=["atelier-a"])).content.decode()
    assert address not in page
    assert "<b>Bakery</b>" in page
    assert "deleted since" in page


def test_what_is_gone_altogether_is_said_to_be_gone(owner):
    about = {"action": "choose_audience", "subject_kind": "people.position", "subject_id": uuid4()}
    gone = _first(owner, **about, after={"group": str(uuid4())})
    assert gone.subject == Subject(SOMETHING_GONE, kind=audience_rules()["people.position"].label)
    assert [one.after for one in gone.changes] == ["a group that is gone"]
    assert _first(owner, action="update_group", subject_kind="organisations.group", subject_id=uuid4()).subject == Subject(GONE[GROUP])


def test_an_entry_about_another_organisation_s_row_does_not_name_it(alice, atelier_a, bureau_b):
    with organisation_scope(bureau_b.id):
        theirs = make_group(bureau_b, "Theirs")
    with organisation_scope(atelier_a.id):
        line = _first(find_actor(alice, atelier_a), action="update_group", subject_kind="organisations.group", subject_id=theirs.pk)
    assert line.subject == Subject(GONE[GROUP])


def test_a_page_costs_one_query_for_each_kind_of_thing(owner, atelier_a):
    groups = [make_group(atelier_a, f"Group {number}") for number in range(3)]
    role = create_role(owner, name="Treasury", permissions=["organisation.invite_member"])
    delete_role(owner, role_id=role.pk)
    one = [AuditEntry(action="update_group", subject_kind="organisations.group", subject_id=group.pk) for group in groups]
    other = [AuditEntry(action="delete_role", subject_kind="access.customrole", subject_id=role.pk)]
    with CaptureQueriesContext(connection) as few:
        audit_lines(owner, one[:1] + other)
    with CaptureQueriesContext(connection) as many:
        audit_lines(owner, one * 10 + other * 10)
    assert len(few) == len(many) == 2
