# SPDX-License-Identifier: AGPL-3.0-or-later
"""The contract of docs/api/chat.md, as a client of the API sees it."""

from uuid import uuid4

import pytest

from ruche.kernel.db.context import organisation_scope
from ruche.modules.chat.models import ChannelMembership, Message
from ruche.modules.chat.services import archive_channel, remove_person

CHANNELS = "/api/v1/o/atelier-a/chat/channels/"


def messages_of(channel):
    return f"{CHANNELS}{channel.id}/messages/"


@pytest.fixture
def as_client(client_of):
    """as_client(user): asks and answers in JSON."""

    def make(user):
        client = client_of(user)

        def call(method, path, body=None):
            answer = (
                getattr(client, method)(path, body, content_type="application/json") if body is not None else getattr(client, method)(path)
            )
            return answer.status_code, answer.json()

        return call

    return make


def test_a_message_is_posted_once(as_client, alice, channel):
    call, sent = as_client(alice), {"client_id": str(uuid4()), "body": "Hello <b>all</b>"}
    status, message = call("post", messages_of(channel), sent)
    assert status == 201
    assert {"id", "client_id", "position", "revision", "author", "body", "html", "created_at"} <= message.keys()
    assert (message["client_id"], message["position"], message["revision"]) == (sent["client_id"], 1, 1)
    assert message["author"]["name"] == "Alice"
    assert message["html"] == "Hello &lt;b&gt;all&lt;/b&gt;"
    assert message["created_at"].endswith("Z")
    assert call("post", messages_of(channel), sent) == (200, message)


def test_channels_are_listed_with_what_is_unread(as_client, bob, channel, as_alice, say):
    say(as_alice, channel)
    status, page = as_client(bob)("get", CHANNELS)
    assert status == 200
    (found,) = [one for one in page["results"] if one["id"] == str(channel.id)]
    expected = {"name": "workshop", "kind": "open", "last_position": 1, "revision": 1, "read_position": 0, "unread": 1, "mentions": 0}
    assert expected.items() <= found.items()
    assert page["next"] is None


def test_a_channel_and_a_conversation_are_created(as_client, alice, as_bob):
    call = as_client(alice)
    status, made = call("post", CHANNELS, {"name": "tools", "kind": "private"})
    assert (status, made["name"], made["kind"]) == (201, "tools", "private")
    status, direct = call("post", CHANNELS, {"kind": "direct", "people": [str(as_bob.membership.id)]})
    assert (status, direct["name"]) == (201, "Bob")
    assert call("post", CHANNELS, {"kind": "direct", "people": [str(as_bob.membership.id)]}) == (200, direct)
    assert call("get", f"{CHANNELS}{direct['id']}/") == (200, direct)


def test_one_channel_answers_wherever_its_messages_do(as_client, alice, bob, dana, channel, private_channel, as_alice, say, inside):
    say(as_alice, channel)
    call, where = as_client(bob), f"{CHANNELS}{channel.id}/"
    (listed,) = [one for one in call("get", CHANNELS)[1]["results"] if one["id"] == str(channel.id)]
    assert call("get", where) == (200, listed)
    archive_channel(as_alice, channel_id=channel.id)
    assert call("get", where) == (200, listed)
    assert str(channel.id) not in [one["id"] for one in call("get", CHANNELS)[1]["results"]]
    assert as_client(dana)("get", f"{CHANNELS}{private_channel.id}/")[0] == 404


@pytest.mark.parametrize("name", ["", "   ", "x" * 81, "\u202e\u200b"])
def test_a_channel_without_a_proper_name_is_refused_on_the_field(as_client, alice, atelier_a, name):
    status, refusal = as_client(alice)("post", CHANNELS, {"name": name, "kind": "open"})
    assert status == 422
    assert refusal["fields"].keys() == {"name"}


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"body": "No id"}, "client_id"),
        ({"client_id": "x", "body": "Hello"}, "client_id"),
        ({"client_id": str(uuid4())}, "body"),
        ({"client_id": str(uuid4()), "body": "  "}, "body"),
        ({"client_id": str(uuid4()), "body": "x" * 8_001}, "body"),
        ({"client_id": str(uuid4()), "body": ["list"]}, "body"),
    ],
)
def test_what_is_no_message_is_refused_on_its_field(as_client, alice, channel, body, field, inside):
    status, refusal = as_client(alice)("post", messages_of(channel), body)
    assert status == 422
    assert refusal.keys() == {"code", "message", "fields"}
    assert refusal["fields"].keys() == {field}
    assert Message.objects.count() == 0


def test_what_is_not_json_is_malformed(client_of, alice, channel):
    answer = client_of(alice).post(messages_of(channel), "{", content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (400, "malformed")


def test_pages_go_back_and_forth(as_client, alice, channel, as_alice, say):
    for number in range(1, 8):
        say(as_alice, channel, str(number))
    call = as_client(alice)

    def positions(query):
        _status, page = call("get", f"{messages_of(channel)}?{query}")
        return [one["position"] for one in page["results"]], page["next"]

    assert positions("limit=3") == ([5, 6, 7], "5")
    assert positions("limit=3&before=5") == ([2, 3, 4], "2")
    assert positions("limit=3&before=2") == ([1], None)
    assert positions("limit=3&after=2") == ([3, 4, 5], "5")
    assert positions("limit=3&after=5") == ([6, 7], None)
    assert positions("limit=3&after=7") == ([], None)


@pytest.mark.parametrize("query", ["limit=0", "limit=201", "limit=x", "before=-1", "after=x"])
def test_an_impossible_page_is_refused(as_client, alice, channel, query):
    assert as_client(alice)("get", f"{messages_of(channel)}?{query}")[0] == 422


def test_changes_are_told_after_a_revision(as_client, alice, channel, as_alice, say):
    for number in range(1, 6):
        say(as_alice, channel, str(number))
    call = as_client(alice)

    def changes(query):
        _status, page = call("get", f"{CHANNELS}{channel.id}/changes/?{query}")
        return [one["revision"] for one in page["results"]], page["next"], page["revision"], page["reset"]

    assert changes("after=0") == ([1, 2, 3, 4, 5], None, 5, False)
    assert changes("after=1&limit=2") == ([2, 3], 3, 5, False)
    assert changes("after=3&limit=2") == ([4, 5], None, 5, False)
    assert changes("after=5") == ([], None, 5, False)
    assert changes("after=9") == ([], None, 5, True)


def test_the_read_position_moves_forward_only(as_client, bob, channel, as_alice, say):
    for number in range(3):
        say(as_alice, channel, str(number))
    call, where = as_client(bob), f"{CHANNELS}{channel.id}/read-position/"
    assert call("put", where, {"position": 2}) == (200, {"position": 2, "unread": 1, "mentions": 0})
    assert call("put", where, {"position": 1}) == (200, {"position": 2, "unread": 1, "mentions": 0})
    assert call("put", where, {"position": 99}) == (200, {"position": 3, "unread": 0, "mentions": 0})
    assert call("put", where, {"position": -1})[0] == 422


def test_each_refusal_has_its_status(as_client, alice, bob, dana, private_channel, channel, as_alice, as_bob, inside):
    sent = {"client_id": str(uuid4()), "body": "Hello"}
    assert as_client(dana)("post", messages_of(private_channel), sent)[0] == 404
    assert as_client(dana)("post", messages_of(channel), sent)[0] == 403
    assert as_client(dana)("put", f"{CHANNELS}{channel.id}/read-position/", {"position": 1})[0] == 403
    assert as_client(bob)("post", messages_of(private_channel), sent)[0] == 201
    remove_person(as_alice, channel_id=private_channel.id, membership_id=as_bob.membership.id)
    for path in (messages_of(private_channel), f"{CHANNELS}{private_channel.id}/", f"{CHANNELS}{private_channel.id}/changes/"):
        assert as_client(bob)("get", path)[0] == 404
    archive_channel(as_alice, channel_id=channel.id)
    status, refusal = as_client(alice)("post", messages_of(channel), sent)
    assert (status, refusal["code"]) == (409, "channel_archived")


def test_a_stranger_and_a_visitor_find_nothing(as_client, client, charlie, bureau_b, channel):
    assert as_client(charlie)("get", CHANNELS)[0] == 404
    assert as_client(charlie)("get", f"/api/v1/o/bureau-b/chat/channels/{channel.id}/messages/")[0] == 404
    assert client.get(CHANNELS).status_code == 401


def test_deleted_messages_stay_as_markers(as_client, alice, channel, as_alice, say, inside):
    message = say(as_alice, channel, "Oops")
    Message.objects.filter(id=message.id).update(deleted_at=message.posted_at, body="", html="")
    marker = {"id": str(message.id), "position": 1, "revision": 1, "deleted": True}
    assert as_client(alice)("get", messages_of(channel))[1]["results"] == [marker]
    assert as_client(alice)("get", f"{CHANNELS}{channel.id}/changes/?after=0")[1]["results"] == [marker]


def test_a_conversation_that_the_other_person_began_is_found(client_of, alice, bob, as_alice, as_bob):
    url = "/api/v1/o/atelier-a/chat/channels/"
    begun = client_of(alice).post(url, {"kind": "direct", "people": [str(as_bob.membership.id)]}, "application/json").json()
    found = client_of(bob).post(url, {"kind": "direct", "people": [str(as_alice.membership.id)]}, "application/json")
    assert (found.status_code, found.json()["id"], found.json()["name"]) == (200, begun["id"], "Alice")
    assert begun["id"] not in [one["id"] for one in client_of(bob).get(url).json()["results"]]


def people_of(channel, person=""):
    return f"{CHANNELS}{channel.id}/people/{f'{person.membership.id}/' if person else ''}"


def test_people_are_brought_in_once(as_client, alice, channel, as_bob, as_dana):
    call, members = as_client(alice), {"members": [str(as_bob.membership.id), str(as_dana.membership.id)]}
    assert call("post", people_of(channel), members) == (200, {"added": 1})
    assert call("post", people_of(channel), members) == (200, {"added": 0})
    assert [one["name"] for one in call("get", people_of(channel))[1]["results"]] == ["Alice", "Bob", "Dana"]


def test_strangers_and_guests_bring_nobody_in(as_client, alice, channel, as_dana, as_charlie, as_guest):
    call, people = as_client(alice), people_of(channel)
    for members in ([], [str(as_dana.membership.id), str(as_charlie.membership.id)]):
        status, refusal = call("post", people, {"members": members})
        assert (status, list(refusal["fields"])) == (422, ["members"])
    assert call("post", people, {"members": [str(as_guest.membership.id)]}) == (200, {"added": 1})
    assert as_client(as_guest.user)("post", people, {"members": [str(as_dana.membership.id)]})[0] == 403
    assert [one["name"] for one in call("get", people)[1]["results"]] == ["Alice", "Bob", "Gus"]


def test_people_are_taken_out_and_leave(client_of, alice, bob, channel, as_alice, as_bob):
    assert client_of(bob).delete(people_of(channel, as_alice)).status_code == 403
    assert client_of(alice).delete(people_of(channel, as_bob)).status_code == 204
    assert client_of(alice).delete(people_of(channel, as_bob)).status_code == 404
    assert client_of(alice).delete(people_of(channel, as_alice)).status_code == 204
    with organisation_scope(as_alice.organisation_id):
        ends = ChannelMembership.objects.filter(channel=channel).exclude(left_at=None).order_by("left_at")
        assert list(ends.values_list("membership_id", "removed_by_id")) == [
            (as_bob.membership.id, as_alice.membership.id),
            (as_alice.membership.id, None),
        ]
