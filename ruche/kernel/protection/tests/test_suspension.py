# SPDX-License-Identifier: AGPL-3.0-or-later
"""An organisation that is suspended: closed everywhere at once, and nothing in it is lost."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone

from ruche.kernel.access.models import InstanceAudit
from ruche.kernel.db.context import organisation_scope
from ruche.kernel.errors import InvalidInput, NotFound
from ruche.kernel.mail.models import Letter
from ruche.kernel.organisations.models import Organisation
from ruche.kernel.protection.selectors import list_organisation_summaries
from ruche.kernel.protection.services import resume_due, resume_organisation, suspend_organisation
from ruche.kernel.realtime.process import announcer
from ruche.kernel.realtime.tests.live_server import LiveServer
from ruche.kernel.realtime.tickets import make_ticket
from ruche.kernel.testing.people import find_actor, make_user

HOME, API = "/o/atelier-a/", "/api/v1/o/atelier-a/members/"


@pytest.fixture
def admin(db):
    user = make_user("Ines")
    user.is_instance_admin = True
    user.save()
    return user


def test_its_people_are_told_why_everywhere_and_come_back_to_all_of_it(client_of, admin, bob, atelier_a):
    client = client_of(bob)
    assert client.get(API).status_code == 200
    suspend_organisation(admin, organisation_id=atelier_a.id, reason="Unpaid  since May")
    page = client.get(HOME)
    assert page.status_code == 403
    assert "Unpaid since May" in page.content.decode()
    answer = client.get(API)
    assert (answer.status_code, answer.json()["code"]) == (403, "organisation_suspended")
    resume_organisation(admin, organisation_id=atelier_a.id)
    assert client.get(API).status_code == 200
    assert [one.action for one in InstanceAudit.objects.order_by("at")] == ["organisation.suspend", "organisation.resume"]


def test_other_organisations_of_the_same_people_stay_open(client_of, admin, dana, atelier_a, bureau_b):
    suspend_organisation(admin, organisation_id=atelier_a.id, reason="Unpaid")
    assert client_of(dana).get("/api/v1/o/bureau-b/members/").status_code == 200


def test_its_owners_get_a_letter(admin, atelier_a):
    suspend_organisation(admin, organisation_id=atelier_a.id, reason="Unpaid")
    letter = Letter.objects.get()
    assert (letter.to, "Unpaid" in letter.text) == ("alice@example.org", True)


def test_sent_twice_it_writes_once_and_another_reason_writes_again(admin, atelier_a):
    for _time in range(2):
        suspend_organisation(admin, organisation_id=atelier_a.id, reason="Unpaid")
    assert (Letter.objects.count(), InstanceAudit.objects.count()) == (1, 1)
    suspend_organisation(admin, organisation_id=atelier_a.id, reason="Abuse")
    assert (Letter.objects.count(), InstanceAudit.objects.count()) == (2, 2)


def test_a_letter_of_an_organisation_is_not_read_by_the_administrator(client_of, admin, atelier_a):
    suspend_organisation(admin, organisation_id=atelier_a.id, reason="Unpaid")
    letter, client = Letter.objects.get(), client_of(admin)
    for address in (f"/instance/letters/{letter.pk}/", f"/instance/letters/{letter.pk}/html/"):
        assert "Unpaid" not in client.get(address).content.decode()


def test_it_needs_a_reason_and_a_moment_to_come(admin, atelier_a):
    with pytest.raises(InvalidInput):
        suspend_organisation(admin, organisation_id=atelier_a.id, reason="  ")
    with pytest.raises(InvalidInput):
        suspend_organisation(admin, organisation_id=atelier_a.id, reason="Unpaid", until=timezone.now() - timedelta(minutes=1))
    assert Organisation.objects.get(pk=atelier_a.pk).suspended_at is None


def test_only_the_administrator_of_the_instance_may(client_of, alice, atelier_a):
    with pytest.raises(NotFound):
        suspend_organisation(alice, organisation_id=atelier_a.id, reason="Mine")
    assert client_of(alice).get("/instance/organisations/").status_code == 404


def test_an_end_that_has_come_opens_it(admin, atelier_a):
    suspend_organisation(admin, organisation_id=atelier_a.id, reason="Unpaid", until=timezone.now() + timedelta(hours=1))
    assert resume_due() == 0
    Organisation.objects.filter(pk=atelier_a.pk).update(suspended_until=timezone.now())
    assert resume_due() == 1
    assert Organisation.objects.get(pk=atelier_a.pk).suspended_at is None


def test_the_administrator_sees_names_and_counts(client_of, admin, atelier_a, bureau_b):
    client = client_of(admin)
    page = client.get("/instance/organisations/").content.decode()
    assert "Atelier A" in page
    assert "Bureau B" in page
    with organisation_scope(None, admin.pk):
        counts = {one.organisation.name: one.people for one in list_organisation_summaries(admin).results}
    assert counts == {"Atelier A": 3, "Bureau B": 2}
    assert client.get(HOME).status_code == 404
    sent = client.post(f"/instance/organisations/{atelier_a.pk}/suspension/", {"reason": "Unpaid"}, follow=True)
    assert "Open again" in sent.content.decode()
    client.post(f"/instance/organisations/{atelier_a.pk}/resumption/")
    assert Organisation.objects.get(pk=atelier_a.pk).suspended_at is None


def test_the_counts_are_for_the_administrator_alone(alice, atelier_a):
    from django.db import connection

    with organisation_scope(None, alice.pk), connection.cursor() as cursor:
        cursor.execute("select * from organisation_summaries(%s::uuid[])", [[atelier_a.pk]])
        assert cursor.fetchall() == []


@pytest.fixture
def server(transactional_db: None) -> Iterator[LiveServer]:
    with LiveServer() as server:
        yield server
    announcer.hang_up()


def test_a_page_that_is_open_hears_nothing_more(server, client_of, admin, bob, atelier_a):
    topic = f"notifications:{find_actor(bob, atelier_a).membership.id}"
    with server.connect(ticket=make_ticket(bob, client_of(bob).session.session_key)) as page:
        assert page.subscribe(topic)["type"] == "subscribed"
        suspend_organisation(admin, organisation_id=atelier_a.id, reason="Unpaid")
        assert page.next("refused", timeout=2)["topic"] == topic
        assert page.subscribe(topic)["type"] == "refused"
        resume_organisation(admin, organisation_id=atelier_a.id)
        assert page.subscribe(topic)["type"] == "subscribed"
