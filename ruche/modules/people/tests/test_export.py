# SPDX-License-Identifier: AGPL-3.0-or-later
"""The directory as a file for a spreadsheet."""

import csv
import io

import pytest

from ruche.kernel.db.context import organisation_scope
from ruche.kernel.testing.people import give, make_membership, make_user
from ruche.modules.people.selectors import exporting
from ruche.modules.people.services import update_profile
from ruche.modules.people.views.export import harmless

pytestmark = pytest.mark.django_db
PAGE = "/o/atelier-a/people/export/"


def table(answer) -> list[list[str]]:
    assert answer.streaming
    return list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))


def test_file_holds_what_the_directory_shows_so_narrowed(client_of, actor_of, alice, bob, atelier_a):
    with organisation_scope(atelier_a.id):
        update_profile(actor_of(bob, atelier_a), title="Ébéniste; « chef »", phone="+33 1 23", skills=["Vernis", "Colle"], languages=["fr"])
    answer = client_of(alice).get(PAGE, {"q": "bob"})
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="atelier-a-people.csv"'
    head, *rows = table(answer)
    assert len(head) == 8
    assert rows == [["Bob", "Ébéniste; « chef »", "Member", "", "Vernis, Colle", "fr", "+33 1 23", ""]]


def test_file_begins_with_what_makes_spreadsheets_read_accents(client_of, alice, atelier_a):
    assert b"".join(client_of(alice).get(PAGE).streaming_content).startswith(b"\xef\xbb\xbf")


def test_people_are_read_a_batch_at_a_time_up_to_the_most(client_of, alice, atelier_a, monkeypatch):
    for number in range(9):
        make_membership(make_user(f"Zoe {number}"), atelier_a)
    monkeypatch.setattr(exporting, "_BATCH", 4)
    client = client_of(alice)
    assert [row[0] for row in table(client.get(PAGE, {"q": "zoe"}))[1:]] == [f"Zoe {number}" for number in range(9)]
    monkeypatch.setattr(exporting, "MOST_EXPORTED", 8)
    assert len(table(client.get(PAGE, {"q": "zoe"}))) == 1 + 8


def test_only_who_may_takes_the_directory_along(client_of, alice, bob, charlie, atelier_a, bureau_b):
    assert client_of(alice).get(PAGE).status_code == 200
    assert client_of(charlie).get(PAGE).status_code == 404
    assert client_of(bob).get(PAGE).status_code == 403
    assert "export/" not in client_of(bob).get("/o/atelier-a/people/").content.decode()
    give(bob, atelier_a, ["people.export_people"])
    assert client_of(bob).get(PAGE).status_code == 200
    assert "export/" in client_of(bob).get("/o/atelier-a/people/").content.decode()


@pytest.mark.parametrize("cell", ["=cmd()", "+1-2", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "+33-1"])
def test_no_cell_is_a_formula(cell):
    assert harmless(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "Bob", "+33 6 12 34 56 78", "a=b", "O’Neill", "bob@shop.example"])
def test_what_is_no_formula_stays(cell):
    assert harmless(cell) == cell
