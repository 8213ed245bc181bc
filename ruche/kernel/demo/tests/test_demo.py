# SPDX-License-Identifier: AGPL-3.0-or-later
import pytest
from django.db import connection

from ruche.kernel.db.context import organisation_scope
from ruche.kernel.demo import creation, demo_people, make_demo, remove_demo
from ruche.kernel.jobs import enqueue
from ruche.kernel.mail.models import Letter
from ruche.kernel.organisations.models import Group, Membership, Organisation
from ruche.kernel.security.readiness import check_readiness
from ruche.kernel.users.models import User
from tests.databases import count_rows


@pytest.mark.django_db(transaction=True)
def test_demo_is_made_whole_and_leaves_nothing():
    before = count_rows()
    make_demo()
    assert Organisation.objects.count() == 5
    assert User.objects.count() == len(demo_people())
    assert count_rows() != before
    remove_demo()
    after = count_rows()
    assert {table: count for table, count in after.items() if count != before[table]} == {}


def test_no_letter_to_its_people_stays_queued(db, alice):
    make_demo()
    for address in ("nora@ruche.example", alice.email):
        letter = Letter.objects.create(to=address, subject="s", text="t", html="h", language="en", state=Letter.State.WAITING)
        enqueue("mail.deliver_letter", None, letter_id=letter.pk)
    remove_demo()
    with connection.cursor() as cursor:
        cursor.execute("select args ->> 'letter_id' from procrastinate_jobs where task_name = 'mail.deliver_letter'")
        assert cursor.fetchall() == [(str(letter.pk),)]
    assert Letter.objects.get() == letter


def test_demo_has_the_people_that_others_rely_on(db):
    make_demo()
    nora = User.objects.get(email="nora@ruche.example")
    with organisation_scope(None, nora.pk):
        assert Membership.objects.unscoped().count() == 3
    roles = {}
    for slug in ("atelier-a", "bureau-b"):
        with organisation_scope(Organisation.objects.get(slug=slug).pk):
            roles[slug] = dict(Membership.objects.values_list("user__email", "role"))
    assert roles["atelier-a"]["alice@ruche.example"] == "owner"
    assert {"bob@ruche.example", "dana@ruche.example"} <= set(roles["atelier-a"])
    assert roles["bureau-b"]["charlie@ruche.example"] == "owner"
    assert "dana@ruche.example" in roles["bureau-b"]
    with organisation_scope(Organisation.objects.get(slug="atelier-sarcelle").pk):
        assert Membership.objects.count() == 14
        assert Group.objects.filter(parent__isnull=False).exists()


def test_interrupted_demo_goes_on_and_a_complete_one_stays(db, monkeypatch):
    real, made = creation._make_organisation, []

    def fail_at_the_third(*arguments):
        if len(made) == 2:
            raise ZeroDivisionError
        made.append(arguments[0])
        real(*arguments)

    monkeypatch.setattr(creation, "_make_organisation", fail_at_the_third)
    with pytest.raises(ZeroDivisionError):
        make_demo(if_first_start=True)
    assert check_readiness().parts["demo"] == "unfinished"
    monkeypatch.setattr(creation, "_make_organisation", real)
    make_demo(if_first_start=True)
    assert Organisation.objects.count() == 5
    assert check_readiness().parts["demo"] == "ok"
    with connection.execute_wrapper(_refuse_inserts):
        make_demo(if_first_start=True)


def test_nothing_on_an_instance_with_people(alice):
    make_demo(if_first_start=True)
    assert Organisation.objects.count() == 0


def _refuse_inserts(execute, sql, params, many, context):
    assert not sql.lower().startswith("insert")
    return execute(sql, params, many, context)
