# SPDX-License-Identifier: AGPL-3.0-or-later
from django.urls import reverse

from ruche.kernel.db.context import organisation_scope
from ruche.kernel.organisations.models import Membership


def test_visitor_is_led_to_sign_in(client, db):
    assert client.get("/").headers["Location"] == reverse("account_login")


def test_person_is_led_to_the_organisation_they_visited_last(client_of, dana, atelier_a, bureau_b):
    for organisation in (bureau_b, atelier_a):
        with organisation_scope(organisation.id):
            Membership.objects.update(last_visited_at=None)
        client_of(dana).get(f"/o/{organisation.slug}/")
    assert client_of(dana).get("/").headers["Location"] == "/o/atelier-a/"


def test_person_without_organisation_is_led_to_choose_one(client_of, alice):
    assert client_of(alice).get("/").headers["Location"] == reverse("organisations:choose")
