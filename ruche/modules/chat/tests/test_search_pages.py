# SPDX-License-Identifier: AGPL-3.0-or-later
"""The search and the notifications through their doors: pages, API, palette."""

import json
from uuid import uuid4

import pytest

from ruche.kernel.db.context import organisation_scope
from ruche.kernel.notifications.models import Notification
from ruche.kernel.outbox.draining import drain
from ruche.modules.chat.services import add_people

pytestmark = pytest.mark.django_db

SEARCH, API = "/o/atelier-a/search/", "/api/v1/o/atelier-a"


@pytest.fixture
def spoken(as_alice, as_bob, channel, say):
    """Twenty-five messages of Alice about bread; one of Bob that calls her."""
    for number in range(25):
        say(as_alice, channel, f"Fresh <bread> & jam, number {number}")
    say(as_bob, channel, f"<@{as_alice.membership.id}>: où est le **pain** ?")
    drain()


def text_of(answer) -> str:
    return answer.content.decode()


def test_page_shows_messages_channels_and_people_marked(client_of, bob, spoken, channel):
    page = text_of(client_of(bob).get(SEARCH, {"q": "bread"}))
    assert "Fresh &lt;<mark>bread</mark>&gt; &amp; jam, number 24" in page
    assert f"/o/atelier-a/chat/c/{channel.id}/m/25/" in page
    assert "Show older ones" in page
    everything = text_of(client_of(bob).get(SEARCH, {"q": "work"}))
    assert f"/o/atelier-a/chat/c/{channel.id}/" in everything
    assert "Alice" in text_of(client_of(bob).get(SEARCH, {"q": "alice", "type": "people.person"}))


def test_more_is_a_part_of_the_page(client_of, bob, spoken):
    client = client_of(bob)
    page = text_of(client.get(SEARCH, {"q": "bread", "type": "chat.message"}))
    address = "?" + page.partition('hx-get="?')[2].partition('"')[0].replace("&amp;", "&")
    more = text_of(client.get(SEARCH + address, headers={"HX-Request": "true"}))
    assert "<html" not in more
    assert ["number 4" in more, "number 0" in more, "number 5" in more] == [True, True, False]
    assert "Show older ones" not in more


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("", "What are you looking for?"),
        ("a", "A little more, please"),
        ("zebra", "Nothing found for “zebra”"),
        ("<script>", "Nothing found for “&lt;script&gt;”"),
        ("mot " * 250, "Nothing found for"),
        ("in:workshop", "A little more, please"),
        ("from:nobody bread", "Nothing found"),
        ("in:nowhere bread", "Nothing found"),
        ("' \\ & | ! :* ()", "A little more, please"),
    ],
)
def test_every_question_has_an_answer(client_of, bob, spoken, words, answer):
    page = client_of(bob).get(SEARCH, {"q": words})
    assert page.status_code == 200
    assert answer in text_of(page)
    assert client_of(bob).get(f"{API}/search/", {"q": words}).json()["results"] == []


def test_within_one_conversation(client_of, bob, spoken, channel, private_channel):
    client = client_of(bob)
    assert "Search everywhere" in text_of(client.get(SEARCH, {"q": "pain", "in": str(channel.id)}))
    assert "Nothing found" in text_of(client.get(SEARCH, {"q": "pain", "in": str(private_channel.id)}))
    assert "Nothing found" in text_of(client.get(SEARCH, {"q": "pain", "in": "not-an-id"}))


def test_api_goes_through_everything_page_by_page(client_of, bob, spoken, channel):
    client, seen, cursor = client_of(bob), [], ""
    while cursor is not None:
        answer = client.get(f"{API}/search/", {"q": "bread", "type": "chat.message", "limit": 10, "cursor": cursor}).json()
        seen += [one["excerpt"] for one in answer["results"]]
        cursor = answer["next"]
        assert {tuple(one) for one in answer["results"]} == {("type", "id", "title", "excerpt", "url")}
    assert seen == [f"Fresh <bread> & jam, number {number}" for number in range(24, -1, -1)]
    found = client.get(f"{API}/search/", {"q": "pain", "in": str(channel.id)}).json()["results"]
    assert [(one["type"], one["title"], one["excerpt"]) for one in found] == [("chat.message", "Bob", "@Alice: où est le pain ?")]
    types = {one["type"] for one in client.get(f"{API}/search/", {"q": "alice"}).json()["results"]}
    assert types == {"people.person", "chat.message"}
    assert client.get(f"{API}/search/", {"q": "bread", "cursor": "nonsense"}).status_code == 422


def test_the_palette_leads_to_the_search(client_of, bob, atelier_a):
    groups = client_of(bob).get("/o/atelier-a/palette/", {"q": "pain & beurre"}).json()["groups"]
    entry = groups[-1]["entries"][0]
    assert entry["label"] == "Search for “pain & beurre”"
    assert entry["url"] == "/o/atelier-a/search/?q=pain+%26+beurre"


def test_search_costs_few_queries(client_of, bob, spoken, django_assert_max_num_queries):
    client = client_of(bob)
    client.get(SEARCH, {"q": "bread"})
    with django_assert_max_num_queries(22):
        client.get(SEARCH, {"q": "bread"})


def test_bell_and_list_of_notifications(client_of, alice, spoken, django_assert_max_num_queries):
    client = client_of(alice)
    home = text_of(client.get("/o/atelier-a/"))
    assert 'class="r-rail-badge">1<' in home.partition('data-controller="bell"')[2].partition("</a>")[0]
    page = text_of(client.get("/o/atelier-a/notifications/"))
    assert "Bob mentioned you in workshop" in page
    assert "@Alice: où est le pain ?" in page
    with django_assert_max_num_queries(14):
        client.get("/o/atelier-a/notifications/")
    assert client.post("/o/atelier-a/notifications/reading/").status_code == 302
    assert "r-rail-badge" not in text_of(client.get("/o/atelier-a/")).partition('data-controller="bell"')[2].partition("</a>")[0]
    assert "All is read" in text_of(client.get("/o/atelier-a/notifications/?show=unread"))
    assert "Bob mentioned you" in text_of(client.get("/o/atelier-a/notifications/"))


def test_notifications_are_in_the_readers_language(client_of, alice, spoken):
    alice.language = "fr"
    alice.save()
    assert client_of(alice).get("/o/atelier-a/notifications/").status_code == 200


def test_notifications_over_the_api(client_of, alice, bob, spoken):
    client = client_of(alice)
    one = client.get(f"{API}/notifications/").json()["results"][0]
    assert one | {"id": "", "created_at": "", "url": ""} == {
        "id": "",
        "kind": "chat.mention",
        "title": "Bob mentioned you in workshop",
        "excerpt": "@Alice: où est le pain ?",
        "url": "",
        "count": 1,
        "created_at": "",
        "is_read": False,
    }
    address = f"{API}/notifications/{one['id']}/reading/"
    assert client_of(bob).put(address).status_code == 404
    assert client.put(f"{API}/notifications/{uuid4()}/reading/").status_code == 404
    assert client.put(address).status_code == 204
    assert client.get(f"{API}/notifications/").json()["results"][0]["is_read"] is True
    assert client.get(f"{API}/notifications/?unread=1").json() == {"results": [], "next": None}


def test_bells_are_told_as_it_happens(as_alice, as_bob, channel, say, monkeypatch, atelier_a):
    told: list[tuple[str, str, dict[str, int]]] = []
    monkeypatch.setattr("ruche.kernel.notifications.services.publish", lambda topic, event, data, **_: told.append((topic, event, data)))
    message = say(as_alice, channel, f"<@{as_bob.membership.id}>")
    drain()
    bell = f"notifications:{as_bob.membership.id}"
    assert told == [(bell, "read", {"unread": 1})]
    with organisation_scope(atelier_a.id):
        from ruche.modules.chat.services import mark_read

        mark_read(as_bob, channel_id=channel.id, position=message.position)
    assert told[1:] == [(bell, "read", {"unread": 0})]
    assert json.dumps(told)
    assert Notification.objects.unscoped().filter(user=as_bob.user).count() == 0  # outside an organisation: that of the connection


def test_a_guest_finds_only_their_channels_through_the_page(client_of, as_guest, as_alice, channel, spoken, atelier_a):
    client = client_of(as_guest.user)
    assert "Nothing found" in text_of(client.get(SEARCH, {"q": "bread"}))
    with organisation_scope(atelier_a.id):
        add_people(as_alice, channel_id=channel.id, membership_ids=[as_guest.membership.id])
    assert "number 24" in text_of(client.get(SEARCH, {"q": "bread"}))
