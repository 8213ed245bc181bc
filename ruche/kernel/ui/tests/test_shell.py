# SPDX-License-Identifier: AGPL-3.0-or-later
import re
from dataclasses import replace

import pytest

from ruche.kernel.db.context import organisation_scope
from ruche.kernel.modules.models import ModuleActivation
from ruche.kernel.modules.registry import manifests
from ruche.kernel.ui.navigation import list_settings, list_spaces


@pytest.fixture
def spaces_of(actor_of, atelier_a):
    def find(user, view_name=""):
        with organisation_scope(atelier_a.id):
            return list_spaces(actor_of(user, atelier_a), view_name)

    return find


def test_space_without_an_active_module_is_absent(spaces_of, alice, atelier_a):
    assert "talk" in [space.key for space in spaces_of(alice)]
    with organisation_scope(atelier_a.id):
        ModuleActivation.objects.filter(module="chat").delete()
    assert "talk" not in [space.key for space in spaces_of(alice)]


def test_space_leads_to_its_first_place(spaces_of, alice):
    talk = next(space for space in spaces_of(alice) if space.key == "talk")
    assert talk.url == talk.places[0].url == "/o/atelier-a/chat/"


def test_place_that_the_person_may_not_open_is_absent(spaces_of, bob, monkeypatch):
    chat = manifests()["chat"]
    closed = tuple(replace(item, permission="organisation.manage_modules") for item in chat.navigation)
    monkeypatch.setitem(manifests(), "chat", replace(chat, navigation=closed))
    assert "talk" not in [space.key for space in spaces_of(bob)]


def test_badge_of_a_space_adds_up_its_places(spaces_of, alice, monkeypatch):
    chat = manifests()["chat"]
    first, *others = chat.navigation
    monkeypatch.setitem(manifests(), "chat", replace(chat, navigation=(replace(first, badge="tests.badges.three"), *others)))
    monkeypatch.setattr("ruche.kernel.ui.navigation.resolve", lambda module, dotted: lambda actor: 3)
    assert next(space for space in spaces_of(alice) if space.key == "talk").badge >= 3


def test_one_space_is_current(spaces_of, alice):
    assert [space.key for space in spaces_of(alice, "chat:home") if space.is_current] == ["talk"]
    assert [space.key for space in spaces_of(alice, "ui:home") if space.is_current] == ["home"]


def test_settings_are_those_that_the_role_opens(actor_of, alice, bob, atelier_a):
    of_owner, of_member = ([place.url for place in list_settings(actor_of(user, atelier_a), "")] for user in (alice, bob))
    assert set(of_member) < set(of_owner)


def test_every_page_has_its_landmarks_one_title_and_the_organisation_s_colour(client_of, alice, atelier_a):
    page = client_of(alice).get("/o/atelier-a/").content.decode()
    assert len(re.findall(r"<h1[ >]", page)) == 1
    assert re.search(r"<title>Home · Atelier A</title>", page)
    assert 'href="#main"' in page
    assert '<main class="r-main" id="main"' in page
    assert f":root{{--org:{atelier_a.colour}}}" in page


def test_part_of_a_page_asks_the_database_nothing_for_its_frame(rf, alice, atelier_a, actor_of, django_assert_num_queries):
    from ruche.kernel.ui.context import shell

    request = rf.get("/o/atelier-a/chat/")
    request.user, request.actor, request.organisation = alice, actor_of(alice, atelier_a), atelier_a
    with django_assert_num_queries(0):
        assert shell(request)["shell"].theme == "auto"
