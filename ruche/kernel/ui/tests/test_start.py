# SPDX-License-Identifier: AGPL-3.0-or-later
from django.urls import reverse

from ruche.kernel.db.context import organisation_scope
from ruche.kernel.organisations.models import Membership
from ruche.kernel.sign_in.facts import SESSION_KEY, SignInFacts, write_facts


def test_visitor_is_led_to_sign_in(client, db):
    assert client.get("/").headers["Location"] == reverse("account_login")


def test_person_is_led_to_the_organisation_they_visited_last(client_of, dana, atelier_a, bureau_b):
    for organisation in (bureau_b, atelier_a):
        with organisation_scope(organisation.id):
            Membership.objects.update(last_visited_at=None)
        client_of(dana).get(f"/o/{organisation.slug}/")
    assert client_of(dana).get("/").headers["Location"] == "/o/atelier-a/"


def test_session_of_one_organisation_leads_there_whatever_was_visited_last(client_of, dana, atelier_a, bureau_b):
    client = client_of(dana)
    client.get("/o/bureau-b/")
    session = client.session
    session[SESSION_KEY] = write_facts(SignInFacts("provider", atelier_a.pk))
    session.save()
    assert client.get("/").headers["Location"] == "/o/atelier-a/"


def test_person_without_organisation_is_led_to_choose_one(client_of, alice):
    assert client_of(alice).get("/").headers["Location"] == reverse("organisations:choose")
