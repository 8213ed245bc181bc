# SPDX-License-Identifier: AGPL-3.0-or-later
from collections.abc import Callable
from datetime import timedelta
from unittest.mock import patch

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from ruche.kernel.access.roles import Role
from ruche.kernel.db.context import organisation_scope
from ruche.kernel.errors import Conflict, InvalidInput, NotFound, TooManyAttempts
from ruche.kernel.lifecycle.jobs import remind_organisation
from ruche.kernel.lifecycle.models import InvitationBatch
from ruche.kernel.lifecycle.services import batches as batches_module
from ruche.kernel.lifecycle.services import read_batch, send_batch, send_next_people
from ruche.kernel.lifecycle.tables import read_lines
from ruche.kernel.organisations.models import Invitation, Organisation
from ruche.kernel.organisations.services import invite_people
from ruche.kernel.testing.people import find_actor, give, make_group
from ruche.kernel.users.models import User


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"a@x.org", [("a@x.org", "", "", "")]),
        ("Prénom;Nom;Courriel\nLéa;Martin;lea@x.org\n".encode(), [("lea@x.org", "Léa Martin", "", "")]),
        ("Prénom;Nom;Courriel\r\nLéa;Martin;lea@x.org\r\n".encode("cp1252"), [("lea@x.org", "Léa Martin", "", "")]),
        ('\ufeffName,E-mail,Role,Group\n"Martin, Léa",lea@x.org,guest,House\n'.encode(), [("lea@x.org", "Martin, Léa", "guest", "House")]),
        ("e-mail\tname\na@x.org\tA\n\n\nb@x.org\n".encode("utf-16"), [("a@x.org", "A", "", ""), ("b@x.org", "", "", "")]),
        (b"Lea,lea@x.org\nPaul,paul@x.org", [("lea@x.org", "Lea", "", ""), ("paul@x.org", "Paul", "", "")]),
    ],
)
def test_tables_are_read_as_spreadsheets_write_them(content: bytes, expected: list[tuple[str, ...]]) -> None:
    assert [(one.email, one.name, one.role, one.group) for one in read_lines(content)] == expected


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"\n \n", "empty"),
        (b"name;town\nLea;Lyon", "no_addresses"),
        (b"x" * (2 * 1024 * 1024 + 1), "too_big"),
        (b"a@x.org\n" * 5001, "too_many"),
    ],
)
def test_what_is_no_table_of_people_is_refused_with_its_reason(content: bytes, code: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        read_lines(content)
    assert (refusal.value.code, set(refusal.value.fields)) == (code, {"file"})


def _read(user: User, organisation: Organisation, text: str) -> InvitationBatch:
    return read_batch(find_actor(user, organisation), file_name="people.csv", content=text.encode())


def test_files_are_forgotten_after_ninety_days_sent_or_left_alone(alice: User, atelier_a: Organisation) -> None:
    with organisation_scope(atelier_a.id):
        old, sent, young = (_read(alice, atelier_a, f"{name}@x.org\n") for name in ("old", "sent", "young"))
        now = timezone.now()
        InvitationBatch.objects.filter(pk__in=(old.pk, sent.pk)).update(updated_at=now - timedelta(days=90, minutes=1))
        InvitationBatch.objects.filter(pk=sent.pk).update(state=InvitationBatch.State.SENT)
        InvitationBatch.objects.filter(pk=young.pk).update(updated_at=now - timedelta(days=89))
        for _time in range(2):
            remind_organisation(atelier_a.id)
        assert [one.pk for one in InvitationBatch.objects.all()] == [young.pk]


def test_each_row_says_what_is_wrong_with_it_and_nobody_is_invited_yet(alice: User, bob: User, atelier_a: Organisation) -> None:
    house, garden = make_group(atelier_a, "House"), make_group(atelier_a, "Garden")
    kitchen, _other = make_group(atelier_a, "Kitchen", house), make_group(atelier_a, "Kitchen", garden)
    table = """email;name;role;group
    new@x.org;New;Guest;House / Kitchen
    nobody;;;
    new@x.org;;;
    bob@example.org;;;
    invited@x.org;;;
    owner@x.org;;owner;
    role@x.org;;king;
    lost@x.org;;;Nowhere
    unclear@x.org;;;Kitchen"""
    with organisation_scope(atelier_a.id, alice.id):
        invite_people(find_actor(alice, atelier_a), addresses="invited@x.org")
        batch = _read(alice, atelier_a, table)
        faults = [row["fault"] for row in batch.rows]
        assert faults == ["", "malformed", "twice", "member", "invited", "role_beyond", "role", "group", "group_unclear"]
        assert (batch.rows[0]["role"], batch.rows[0]["group_id"], batch.rows[1]["line"]) == ("guest", str(kitchen.pk), 3)
        assert Invitation.objects.count() == 1


def test_a_file_is_sent_in_steps_and_a_step_done_twice_invites_nobody_twice(alice: User, atelier_a: Organisation) -> None:
    with organisation_scope(atelier_a.id, alice.id):
        batch = _read(alice, atelier_a, "\n".join(f"p{number}@x.org" for number in range(150)))
        send_batch(find_actor(alice, atelier_a), batch_id=batch.pk)
        with pytest.raises(Conflict):
            send_batch(find_actor(alice, atelier_a), batch_id=batch.pk)
        send_next_people(batch.pk)
        assert Invitation.objects.count() == 100
        InvitationBatch.objects.update(sent_until=0)  # as when the worker was killed before it could note how far it was
        for _step in range(3):
            send_next_people(batch.pk)
        batch.refresh_from_db()
        assert (Invitation.objects.count(), batch.state, {row["fault"] for row in batch.rows}) == (150, "sent", {""})


def test_a_limit_makes_the_rest_wait_and_loses_nobody(alice: User, atelier_a: Organisation) -> None:
    with organisation_scope(atelier_a.id, alice.id):
        batch = _read(alice, atelier_a, "a@x.org\nb@x.org")
        send_batch(find_actor(alice, atelier_a), batch_id=batch.pk)
        refusal = TooManyAttempts(retry_after=600)
        with patch.object(batches_module, "invite_pieces", side_effect=refusal), patch.object(batches_module, "enqueue") as later:
            send_next_people(batch.pk)
        assert later.call_args.kwargs["run_at"] is not None
        batch.refresh_from_db()
        assert (batch.state, batch.sent_until) == ("sending", 0)
        send_next_people(batch.pk)
        assert Invitation.objects.count() == 2


def test_who_lost_the_right_meanwhile_invites_nobody(alice: User, bob: User, atelier_a: Organisation) -> None:
    with organisation_scope(atelier_a.id, bob.id):
        assignment = give(bob, atelier_a, ["organisation.invite_member"])
    with organisation_scope(atelier_a.id, bob.id):
        batch = _read(bob, atelier_a, "a@x.org")
        send_batch(find_actor(bob, atelier_a), batch_id=batch.pk)
        assignment.delete()
        send_next_people(batch.pk)
        batch.refresh_from_db()
        assert (batch.rows[0]["fault"], Invitation.objects.count()) == ("permission_refused", 0)


def test_who_manages_a_group_invites_into_it_and_nowhere_else(bob: User, atelier_a: Organisation) -> None:
    kitchen = make_group(atelier_a, "Kitchen")
    make_group(atelier_a, "Garden")
    give(bob, atelier_a, ["organisation.invite_member"], scope=kitchen)
    with organisation_scope(atelier_a.id, bob.id):
        batch = _read(bob, atelier_a, "email,group\na@x.org,Kitchen\nb@x.org,Garden\nc@x.org,")
        assert [row["fault"] for row in batch.rows] == ["", "group_refused", "group_refused"]
        send_batch(find_actor(bob, atelier_a), batch_id=batch.pk)
        send_next_people(batch.pk)
        assert [(one.email, one.group_id, one.role) for one in Invitation.objects.all()] == [("a@x.org", kitchen.pk, Role.MEMBER)]


def test_nobody_else_reads_or_sends_the_file_of_a_person(alice: User, bob: User, atelier_a: Organisation) -> None:
    give(bob, atelier_a, ["organisation.invite_member"])
    with organisation_scope(atelier_a.id, alice.id):
        batch = _read(alice, atelier_a, "a@x.org")
        with pytest.raises(NotFound):
            send_batch(find_actor(bob, atelier_a), batch_id=batch.pk)


def test_pages_lead_from_the_file_to_its_rows_and_to_the_invitations(
    alice: User, bob: User, atelier_a: Organisation, client_of: Callable[[User], Client]
) -> None:
    page = f"/o/{atelier_a.slug}/settings/invitations/import/"
    assert client_of(bob).get(page).status_code == 403
    client = client_of(alice)
    refused = client.post(page, {"file": SimpleUploadedFile("x.csv", b"name\nLea")})
    assert refused.status_code == 422
    answer = client.post(page, {"file": SimpleUploadedFile("x.csv", b"lea@x.org\nnobody@")})
    shown = client.get(answer["Location"]).content.decode()
    assert "lea@x.org" in shown
    assert "no e-mail address" in shown
    assert client_of(bob).get(answer["Location"]).status_code == 404
    assert client.post(f"{answer['Location']}sending/").status_code == 302
    with organisation_scope(atelier_a.id):
        assert InvitationBatch.objects.get().state == "sending"
