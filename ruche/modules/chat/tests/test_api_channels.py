# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the API says and does of channels around their messages: settings, removal, people, what is unread."""

from ruche.kernel.testing.people import make_membership, make_user
from ruche.modules.chat.services import (
    add_people,
    create_channel,
)

CHANNELS = "/api/v1/o/atelier-a/chat/channels/"


def test_the_api_settles_and_removes(client_of, alice, bob, dana, channel, private_channel, inside):
    hers, his, theirs = client_of(alice), client_of(bob), client_of(dana)

    def patch(client, one, **data):
        return client.patch(f"{CHANNELS}{one.id}/", data, content_type="application/json")

    changed = patch(hers, private_channel, topic="Among us", is_history_whole=False).json()
    assert (changed["name"], changed["topic"], changed["is_history_whole"]) == ("board", "Among us", False)
    refused = patch(hers, channel, is_history_whole=False)
    assert (refused.status_code, list(refused.json()["fields"])) == (422, ["is_history_whole"])
    assert patch(his, channel, name="ours").status_code == 403
    assert patch(theirs, private_channel, name="ours").status_code == 404
    assert his.delete(f"{CHANNELS}{channel.id}/").status_code == 403
    assert hers.delete(f"{CHANNELS}{channel.id}/").status_code == 204
    gone = his.get(f"{CHANNELS}{channel.id}/")
    assert (gone.status_code, gone.json()["code"]) == (404, "channel_removed")


def test_the_api_lists_channels_in_pages(client_of, alice, as_alice, inside):
    for number in range(5):
        create_channel(as_alice, name=f"channel {number}")
    client, names, query = client_of(alice), [], "limit=2"
    while query:
        page = client.get(f"{CHANNELS}?{query}").json()
        names += [one["name"] for one in page["results"]]
        query = page["next"] and f"limit=2&after={page['next']}"
    assert names == [f"channel {number}" for number in range(5)]
    assert client.get(f"{CHANNELS}?after=nonsense").status_code == 422


def test_pages_of_channels_tell_nothing_of_a_channel_that_one_is_not_in(client_of, dana, as_dana, private_channel, inside):
    create_channel(as_dana, name="aaa")
    create_channel(as_dana, name="zzz")
    page = client_of(dana).get(f"{CHANNELS}?after={private_channel.id}").json()
    assert page == {"results": [], "next": None}  # whichever of them its name stands between


def test_the_api_finds_people_for_whoever_may_read(client_of, alice, dana, atelier_a, as_alice, channel, private_channel, inside):
    many = [make_membership(make_user(f"Zoé {number:02}"), atelier_a).id for number in range(25)]
    add_people(as_alice, channel_id=private_channel.id, membership_ids=many)
    found = client_of(alice).get(f"{CHANNELS}{private_channel.id}/people/", {"q": "ZOE"}).json()["results"]
    assert len(found) == 20
    assert found[0].keys() == {"id", "name", "initials", "hue"}
    assert client_of(dana).get(f"{CHANNELS}{private_channel.id}/people/").status_code == 404
    assert [one["name"] for one in client_of(dana).get(f"{CHANNELS}{channel.id}/people/").json()["results"]] == ["Alice", "Bob"]


def test_the_api_marks_as_unread(client_of, bob, dana, as_alice, channel, say):
    for number in range(3):
        say(as_alice, channel, str(number))
    client = client_of(bob)

    def send(method, where, position):
        data = {"position": position}
        return getattr(client, method)(f"{CHANNELS}{channel.id}/{where}/", data, content_type="application/json").json()

    assert send("put", "read-position", 3) == {"position": 3, "unread": 0, "mentions": 0}
    assert send("post", "unread", 2) == {"position": 1, "unread": 2, "mentions": 0}
    assert client_of(dana).post(f"{CHANNELS}{channel.id}/unread/", {"position": 1}, content_type="application/json").status_code == 403
