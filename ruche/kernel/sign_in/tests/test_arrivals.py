# SPDX-License-Identifier: AGPL-3.0-or-later
"""What somebody is told or asked when they come in: a factor that will be required, a deletion that waits."""

import pytest

from ruche.kernel.sign_in import totp
from ruche.kernel.sign_in.models import AccountDeletion
from ruche.kernel.sign_in.services.deletion import ask_for_deletion
from ruche.kernel.sign_in.tests.rules import SIGN_IN, browser, rule, sign_in

pytestmark = pytest.mark.django_db
HOME = "/o/atelier-a/"
SOON = "/account/sign-in/second-factor-soon/"


def test_who_has_no_factor_is_told_at_sign_in_by_when_and_goes_on(alice, bob, atelier_a):
    rule(alice, atelier_a, second_factor="all", grace_days=14)
    client = browser()
    answer = sign_in(client, bob.email, f"{SIGN_IN}?next={HOME}")
    assert answer["Location"] == f"{SOON}?next=%2Fo%2Fatelier-a%2F"
    page = client.get(answer["Location"]).content.decode()
    assert "Atelier A" in page
    assert "requires it from" in page
    assert f'href="{HOME}"' in page
    assert client.get(HOME).status_code == 200


def test_within_the_organisation_a_banner_says_so_until_there_is_one(alice, bob, atelier_a):
    rule(alice, atelier_a, second_factor="all", grace_days=14)
    client = browser()
    sign_in(client, bob.email)
    told = "Atelier A requires a second factor of you."
    assert told in client.get(HOME).content.decode()
    totp.keep_secret(bob, totp.new_secret(), used_step=0)
    assert told not in client.get(HOME).content.decode()


def test_only_who_is_concerned_is_told(alice, bob, atelier_a):
    rule(alice, atelier_a, second_factor="managers", grace_days=14)
    client = browser()
    assert sign_in(client, bob.email)["Location"] == "/"
    assert "second factor" not in client.get(HOME).content.decode()


def test_nobody_is_told_twice_of_nothing(bob, atelier_a):
    client = browser()
    sign_in(client, bob.email)
    assert client.get(f"{SOON}?next={HOME}")["Location"] == HOME
    assert client.get(f"{SOON}?next=https://elsewhere.example/")["Location"] == "/"
    assert browser().get(f"{SOON}?next={HOME}")["Location"] == HOME


def test_the_notice_costs_nothing_where_there_is_no_rule(client_of, bob, atelier_a, django_assert_num_queries):
    from ruche.kernel.sign_in.facts import SignInFacts
    from ruche.kernel.sign_in.selectors.arrivals import find_factor_due
    from ruche.kernel.testing.people import find_actor

    client_of(bob).get(HOME)
    membership = find_actor(bob, atelier_a).membership
    membership.organisation = atelier_a
    with django_assert_num_queries(0):
        assert find_factor_due(membership, SignInFacts()) is None


def test_coming_back_while_a_deletion_waits_asks_and_changes_nothing(bob, atelier_a):
    ask_for_deletion(bob)
    client = browser()
    answer = sign_in(client, bob.email, f"{SIGN_IN}?next={HOME}")
    assert answer["Location"] == "/account/deletion/waiting/?next=%2Fo%2Fatelier-a%2F"
    page = client.get(answer["Location"]).content.decode()
    assert "Do you want to keep your account?" in page
    assert client.get(HOME).status_code == 200
    assert AccountDeletion.objects.filter(cancelled_at=None).exists()
    stayed = client.post("/account/deletion/cancellation/", {"next": HOME})
    assert stayed["Location"] == HOME
    assert not AccountDeletion.objects.filter(cancelled_at=None).exists()
    assert client.get("/account/deletion/waiting/")["Location"] == "/"


def test_both_questions_come_one_after_the_other(alice, bob, atelier_a):
    rule(alice, atelier_a, second_factor="all", grace_days=14)
    ask_for_deletion(bob)
    client = browser()
    first = sign_in(client, bob.email)["Location"]
    assert first.startswith("/account/deletion/waiting/?next=%2Faccount%2Fsign-in%2Fsecond-factor-soon%2F")
    second = client.post("/account/deletion/cancellation/", {"next": client.get(first).context["next"]})["Location"]
    assert second == f"{SOON}?next=%2F"


def test_a_grace_that_is_over_is_told_at_the_door_and_not_before(alice, bob, atelier_a):
    rule(alice, atelier_a, second_factor="all", grace_days=0)
    client = browser()
    assert sign_in(client, bob.email)["Location"] == "/"
    page = client.get(HOME)
    assert page.status_code == 403
    assert "Add a second factor" in page.content.decode()
