# SPDX-License-Identifier: AGPL-3.0-or-later
"""Minors in a file of invitations: their date of birth is read, checked, and forgotten once the invitation has it."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from ruche.kernel.access.actor import Actor
from ruche.kernel.db.context import organisation_scope
from ruche.kernel.lifecycle.models import InvitationBatch
from ruche.kernel.lifecycle.services import read_batch, send_batch, send_next_people
from ruche.kernel.lifecycle.tables import read_day
from ruche.kernel.organisations.models import Invitation, Organisation
from ruche.kernel.testing.people import find_actor
from ruche.kernel.users.models import User

TWELVE = timezone.now().date() - timedelta(days=365 * 12 + 30)


@pytest.fixture
def actor(alice: User, atelier_a: Organisation) -> Iterator[Actor]:
    with organisation_scope(atelier_a.id, alice.id):
        yield find_actor(alice, atelier_a)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2012-03-01", date(2012, 3, 1)),
        ("01/03/2012", date(2012, 3, 1)),
        ("1.3.2012", date(2012, 3, 1)),
        ("31/02/2012", None),
        ("01/03/12", None),
        ("yesterday", None),
    ],
)
def test_days_are_read_as_spreadsheets_write_them(text: str, expected: date | None) -> None:
    assert read_day(text) == expected


def test_a_file_invites_children_with_their_parents_address(actor: Actor) -> None:
    day = TWELVE.strftime("%d/%m/%Y")
    lines = [
        "Courriel;Nom;Rôle;Date de naissance;Parent",
        f"lea@example.org;Léa;;{day};marie@example.org",
        f"tom@example.org;Tom;;{day};",
        f"zoe@example.org;Zoé;;{day};ZOE@example.org",
        "ada@example.org;Ada;;some day;marie@example.org",
        f"max@example.org;Max;admin;{day};marie@example.org",
        "old@example.org;Olga;;01/01/1980;",
    ]
    batch = read_batch(actor, file_name="class.csv", content="\n".join(lines).encode())
    assert {row["email"][:3]: row["fault"] for row in batch.rows} == {
        "lea": "",
        "tom": "guardian",
        "zoe": "guardian",
        "ada": "born_on",
        "max": "minor_role",
        "old": "",
    }
    assert "1980" not in str(batch.rows)  # nothing is kept of adults
    send_batch(actor, batch_id=batch.pk)
    send_next_people(batch.pk)
    lea, old = Invitation.objects.get(email="lea@example.org"), Invitation.objects.get(email="old@example.org")
    assert (lea.born_on, lea.guardian_email) == (TWELVE, "marie@example.org")
    assert (old.born_on, old.guardian_email) == (None, "")
    assert TWELVE.isoformat() not in str(InvitationBatch.objects.get(pk=batch.pk).rows)


def test_the_preview_marks_minors_and_parents_and_says_that_an_address_is_missing(
    alice: User, atelier_a: Organisation, client_of: Callable[[User], Client]
) -> None:
    lines = ["Courriel;Nom;Date de naissance;Parent", f"lea@example.org;Léa;{TWELVE:%d/%m/%Y};marie@example.org", ";Nobody;;", "no;No;;"]
    with organisation_scope(atelier_a.id, alice.id):
        batch = read_batch(find_actor(alice, atelier_a), file_name="class.csv", content="\n".join(lines).encode())
        assert [row["fault"] for row in batch.rows] == ["", "no_address", "malformed"]
    page = client_of(alice).get(f"/o/{atelier_a.slug}/settings/invitations/import/{batch.pk}/").content.decode()
    for words in ("under 18", "parent: marie@example.org", "the address is missing", "no e-mail address"):
        assert words in page
