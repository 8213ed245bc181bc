# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every route of every organisation, tried from another one: with both locks, then with each lock alone."""

from dataclasses import replace

import pytest
from django.test import Client

from tests.isolation.routes import organisation_routes, routes
from tests.isolation.samples import CASES
from tests.isolation.world import SECRET_WORDS, secrets_in

METHODS = ("get", "post", "put", "patch", "delete")
IDS = [str(case) for case in CASES]


def test_every_route_has_a_name():
    assert [route.name for route in routes() if "unnamed" in route.name] == []


def test_every_route_of_an_organisation_has_a_case():
    expected = {route.name for route in organisation_routes()}
    assert len(expected) > 20
    assert expected == {case.route for case in CASES}


@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_succeeds_inside_and_not_from_outside(case, world):
    """Under both locks, and under each lock alone (fixture `lock`)."""
    assert case.send(world.client("charlie"), world, "atelier-a").status_code == 404
    if case.has_foreign_object and case.parameters(world):
        reached = case.send(world.client("charlie"), world, "bureau-b")
        assert reached.status_code == 404, "an object of Atelier A was reached through Bureau B"
    assert case.send(world.client(case.person), world, "atelier-a").status_code < 400


PAGES = [case for case in CASES if case.method == "get"]


@pytest.mark.parametrize("case", PAGES, ids=str)
def test_pages_of_another_organisation_show_nothing_of_this_one(case, world):
    if case.has_foreign_object and case.parameters(world):
        return  # about an object of this organisation: refused above
    outside = case.send(world.client("charlie"), world, "bureau-b")
    assert outside.status_code < 400
    assert secrets_in(outside.getvalue().decode()) == []


def test_the_words_that_are_looked_for_are_shown_inside(both_world):
    shown = {
        word: [
            str(case)
            for case in PAGES
            if word in secrets_in(case.send(both_world.client(case.person), both_world, "atelier-a").getvalue().decode())
        ]
        for word in SECRET_WORDS
    }
    assert all(len(pages) >= 5 for pages in shown.values()), shown


@pytest.mark.parametrize("method", METHODS)
def test_no_method_is_left_out(method, both_world):
    """A method without a case of its own is refused to the owner too: so the cases are all there is."""
    tried = 0
    for case in {case.route: case for case in CASES}.values():
        if method not in {one.method for one in CASES if one.route == case.route}:
            answer = replace(case, method=method).send(both_world.client("alice"), both_world, "atelier-a")
            assert answer.status_code == 405, f"{method} {case.route} has no case"
            tried += 1
    assert tried


def test_nobody_is_asked_to_sign_in(both_world):
    for case in CASES:
        answer = case.send(Client(), both_world, "atelier-a")
        assert answer.status_code in (302, 401), str(case)
        if answer.status_code == 302:
            assert "/account/sign-in/" in answer.headers["Location"]
