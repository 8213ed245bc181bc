# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whoever administrates the instance sees organisations, never what is in them. Their routes stand in the role matrix; here the rest."""

import time

import pytest
from django.test import Client
from django.urls import reverse

from ruche.kernel.mail.models import Letter
from ruche.kernel.mail.services import send_letter
from ruche.kernel.realtime.admissions import Wish, admit
from ruche.kernel.sign_in.facts import SignInFacts
from ruche.kernel.sign_in.sockets import Way
from tests.isolation.routes import routes
from tests.isolation.world import build_world, secrets_in

# Names of organisations are theirs to know, and the domains that organisations ask them to confirm.
THEIRS = {"identity:instance_provider_list": {"quokka"}}


@pytest.fixture
def world(db):
    world = build_world()
    administrator = world.people["charlie"]
    administrator.is_instance_admin = True
    administrator.save(update_fields=["is_instance_admin"])
    return world


def test_no_page_of_the_instance_shows_anything_from_inside(world):
    client: Client = world.client("charlie")
    pages = [route for route in routes() if not route.is_in_organisation and not route.parameters and "instance" in route.name]
    assert pages
    for route in pages:
        answer = client.get(reverse(route.name))
        found = set(secrets_in(answer.content.decode().lower())) | set(secrets_in(answer.content.decode()))
        assert found <= {"Atelier A"} | THEIRS.get(route.name, set()), (route.name, found)


def test_letters_show_their_receiver_and_not_what_they_say(world):
    send_letter(
        to="zoe@example.org",
        template="protection/mail/suspension",
        context={"name": "quokka"},
        language="en",
        organisation=world.atelier,
    )
    letter = Letter.objects.order_by("-created_at").first()
    client = world.client("charlie")
    for address in ("/instance/letters/", f"/instance/letters/{letter.pk}/", f"/instance/letters/{letter.pk}/html/"):
        assert "quokka" not in client.get(address).content.decode()


def test_no_topic_of_an_organisation_answers_them(world):
    bob = world.actor("bob").membership
    topics = [f"presence:{world.atelier.pk}", f"notifications:{bob.pk}", f"access:{bob.pk}", f"chat.activity:{world.atelier.pk}"]
    hers, his = ([_wish(world.people[name], topic) for topic in topics] for name in ("charlie", "bob"))
    answers = admit([*hers, *his])
    assert not any(answers[one] for one in hers)
    assert any(answers[one] for one in his), "or these topics would not exist for anybody"


def _wish(user, topic):
    """Of somebody who signed in a moment ago, with a second factor."""
    return Wish(user.pk, topic, None, Way(user.pk, "", SignInFacts(authenticated_at=time.time(), has_factor=True)))
