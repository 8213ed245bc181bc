# SPDX-License-Identifier: AGPL-3.0-or-later
"""One message over the API: the contract of docs/api/chat.md."""

from uuid import uuid4

import pytest

from ruche.modules.chat.models import Channel, Message
from ruche.modules.chat.services import add_people, archive_channel, delete_message, edit_message, pin_message

CHANNELS = "/api/v1/o/atelier-a/chat/channels/"
LIVE = {"id", "client_id", "position", "revision", "author", "body", "html", "created_at", "edited_at", "pinned", "mentions"}


@pytest.fixture
def ask(client_of):
    """ask(user, method, path, body): status and answer."""

    def call(user, method, path, body=None):
        more = {"data": body, "content_type": "application/json"} if body is not None else {}
        answer = getattr(client_of(user), method)(CHANNELS + path, **more)
        return answer.status_code, answer.json()

    return call


@pytest.fixture
def of(channel):
    """of(message, rest): its address below channels/."""
    return lambda message, rest="": f"{message.channel_id}/messages/{message.id}/{rest}"


def test_a_message_has_everything_a_client_draws(ask, of, alice, channel, as_bob, as_alice, say, inside):
    message = say(as_bob, channel, f"**Hi** <@{as_alice.membership.id}>")
    pin_message(as_alice, message_id=message.id)
    status, data = ask(alice, "get", of(message))
    assert (status, data.keys()) == (200, LIVE)
    assert data["mentions"] == [{"id": str(as_alice.membership.id), "name": "Alice"}]
    assert data["pinned"]["by"] == {"id": str(as_alice.membership.id), "name": "Alice"}
    assert data["pinned"]["at"].endswith("Z")
    assert data["html"].startswith("<strong>Hi</strong> <span")
    assert ask(alice, "get", f"{channel.id}/messages/")[1]["results"] == [data]
    assert ask(alice, "get", f"{channel.id}/changes/?after=0")[1]["results"] == [data]
    assert ask(alice, "get", f"{channel.id}/pins/") == (200, {"results": [data], "next": None})


def test_a_message_is_edited_and_a_retry_gets_the_same(ask, of, bob, channel, as_bob, say):
    message = say(as_bob, channel)
    status, edited = ask(bob, "patch", of(message), {"body": "*Better*"})
    assert (status, edited["body"], edited["html"], edited["revision"]) == (200, "*Better*", "<em>Better</em>", 2)
    assert edited["edited_at"].endswith("Z")
    assert ask(bob, "patch", of(message), {"body": "*Better*"}) == (200, edited)
    assert ask(bob, "get", of(message)) == (200, edited)
    page = {"results": [{"body": "Hello", "revision": 1, "written_at": edited["created_at"]}], "next": None}
    assert ask(bob, "get", of(message, "versions/")) == (200, page)


def test_a_message_is_deleted_and_a_retry_gets_the_same_marker(ask, of, bob, channel, as_bob, say):
    message = say(as_bob, channel)
    marker = {"id": str(message.id), "position": 1, "revision": 2, "deleted": True}
    for _ in range(2):
        assert ask(bob, "delete", of(message)) == (200, marker)
    assert ask(bob, "get", of(message)) == (200, marker)
    assert ask(bob, "patch", of(message), {"body": "Back"})[1]["code"] == "message_deleted"


def test_a_message_is_pinned_and_unpinned(ask, of, bob, channel, as_bob, say):
    message = say(as_bob, channel)
    status, pinned = ask(bob, "put", of(message, "pin/"))
    assert (status, pinned["pinned"]["by"]["name"], pinned["revision"]) == (200, "Bob", 2)
    assert ask(bob, "put", of(message, "pin/")) == (200, pinned)
    status, unpinned = ask(bob, "delete", of(message, "pin/"))
    assert (status, unpinned["pinned"], unpinned["revision"]) == (200, None, 3)
    assert ask(bob, "delete", of(message, "pin/")) == (200, unpinned)


ACTS = [
    ("get", "", None),
    ("patch", "", {"body": "Mine now"}),
    ("delete", "", None),
    ("put", "pin/", None),
    ("delete", "pin/", None),
    ("get", "versions/", None),
]
IDS = [f"{method} {rest or 'message'}" for method, rest, _body in ACTS]


@pytest.mark.parametrize(("method", "rest", "body"), ACTS, ids=IDS)
def test_who_may_not_see_it_finds_nothing(ask, of, alice, bob, dana, charlie, private_channel, as_alice, say, method, rest, body):
    message = say(as_alice, private_channel)
    assert ask(alice, method, of(message, rest), body)[0] == 200
    for stranger in (dana, charlie):
        status, refusal = ask(stranger, method, of(message, rest), body)
        assert (status, refusal["code"]) == (404, "not_found")


@pytest.mark.parametrize(("method", "rest", "body"), ACTS[1:], ids=IDS[1:])
def test_who_reads_without_being_in_the_channel_changes_nothing(ask, of, alice, dana, channel, as_alice, say, inside, method, rest, body):
    message = say(as_alice, channel)
    assert ask(dana, "get", of(message))[0] == 200
    status, refusal = ask(dana, method, of(message, rest), body)
    assert (status, refusal["code"], refusal.keys()) == (403, "permission_refused", {"code", "message", "fields"})
    assert Message.objects.get(id=message.id).revision == 1
    assert ask(alice, method, of(message, rest), body)[0] == 200


@pytest.mark.parametrize(("method", "rest", "body"), ACTS, ids=IDS)
def test_what_lies_before_one_s_history_is_not_found(ask, of, dana, private_channel, as_alice, as_dana, say, inside, method, rest, body):
    Channel.objects.filter(id=private_channel.id).update(is_history_whole=False)
    before = say(as_alice, private_channel, "Before")
    add_people(as_alice, channel_id=private_channel.id, membership_ids=[as_dana.membership.id])
    own = say(as_dana, private_channel, "After")
    edit_message(as_alice, message_id=before.id, body="Edited before")
    pin_message(as_alice, message_id=before.id)
    assert ask(dana, method, of(before, rest), body)[0] == 404
    for listing in ("messages/", "messages/?around=1", "messages/?after=0", "messages/?before=2", "changes/?after=0", "pins/"):
        status, page = ask(dana, "get", f"{private_channel.id}/{listing}")
        assert status == 200
        assert str(before.id) not in [one["id"] for one in page["results"]]
    assert ask(dana, method, of(own, rest), body)[0] == 200


@pytest.mark.parametrize(("method", "rest", "body"), ACTS, ids=IDS)
def test_a_message_is_found_in_its_own_channel_only(ask, alice, channel, private_channel, as_alice, say, method, rest, body):
    message = say(as_alice, channel)
    assert ask(alice, method, f"{private_channel.id}/messages/{message.id}/{rest}", body)[0] == 404
    assert ask(alice, method, f"{channel.id}/messages/{uuid4()}/{rest}", body)[0] == 404


@pytest.mark.parametrize("body", [{}, {"body": ""}, {"body": " \n"}, {"body": "\u200b"}, {"body": None}, {"body": ["x"]}])
def test_what_is_no_body_is_refused_on_its_field(ask, of, bob, channel, as_bob, say, inside, body):
    message = say(as_bob, channel)
    status, refusal = ask(bob, "patch", of(message), body)
    assert (status, refusal["fields"].keys()) == (422, {"body"})
    assert Message.objects.get().body == "Hello"


@pytest.mark.parametrize("method", ["post", "patch"])
def test_a_body_too_long_is_told_the_limit_and_its_length(ask, of, bob, channel, as_bob, say, inside, method):
    message = say(as_bob, channel)
    path, sent = (of(message), {}) if method == "patch" else (f"{channel.id}/messages/", {"client_id": str(uuid4())})
    status, refusal = ask(bob, method, path, {**sent, "body": "x" * 100_000})
    assert (status, refusal["code"]) == (422, "too_long")
    assert "8000" in refusal["fields"]["body"][0]
    assert "100000" in refusal["fields"]["body"][0]
    assert [one.body for one in Message.objects.all()] == ["Hello"]
    assert ask(bob, method, path, {**sent, "body": "x" * 8_000})[0] < 300


def test_what_cannot_be_seen_is_left_out_of_what_can(ask, bob, channel):
    sent = {"client_id": str(uuid4()), "body": "a\x08b\u202ec\u2066 **d**\u200b\r\ne"}
    status, message = ask(bob, "post", f"{channel.id}/messages/", sent)
    assert (status, message["body"]) == (201, "abc **d**\u200b\ne")
    assert message["html"] == "abc <strong>d</strong>\u200b<br>e"


def test_a_body_with_a_null_character_is_malformed_and_nothing_is_written(ask, of, bob, channel, as_bob, say, inside):
    message = say(as_bob, channel)
    assert ask(bob, "patch", of(message), {"body": "a\x00b"})[0] == 400
    assert ask(bob, "post", f"{channel.id}/messages/", {"client_id": str(uuid4()), "body": "a\x00b"})[0] == 400
    assert [one.body for one in Message.objects.all()] == ["Hello"]


def test_an_archive_is_read_and_not_changed(ask, of, alice, channel, as_alice, say, inside):
    message = say(as_alice, channel)
    archive_channel(as_alice, channel_id=channel.id)
    for method, rest, body in ACTS:
        status, answer = ask(alice, method, of(message, rest), body)
        assert (status, answer.get("code")) == ((200, None) if method == "get" else (409, "channel_archived"))


def test_a_page_around_a_position_has_both_ways_on(ask, alice, channel, as_alice, say):
    for number in range(1, 10):
        say(as_alice, channel, str(number))

    def page(query):
        _status, found = ask(alice, "get", f"{channel.id}/messages/?{query}")
        return [one["position"] for one in found["results"]], found["earlier"], found["later"]

    assert page("around=5&limit=3") == ([4, 5, 6], "4", "6")
    assert page("around=1&limit=3") == ([1, 2, 3], None, "3")
    assert page("around=9&limit=3") == ([7, 8, 9], "7", None)
    assert page("before=4&limit=3") == ([1, 2, 3], None, "3")
    assert page("after=6&limit=3") == ([7, 8, 9], "7", None)


@pytest.mark.parametrize(
    "path",
    [
        "messages/?around=-1",
        "messages/?around=x",
        "messages/?limit=201",
        f"messages/?around={2**63}",
        "changes/?limit=201",
        f"changes/?after={2**63}",
    ],
)
def test_an_impossible_page_is_refused(ask, alice, channel, path):
    assert ask(alice, "get", f"{channel.id}/{path}")[0] == 422


def test_versions_are_paged(ask, of, bob, channel, as_bob, say, inside):
    message = say(as_bob, channel, "0")
    for number in range(1, 4):
        edit_message(as_bob, message_id=message.id, body=str(number))
    delete_message(as_bob, message_id=message.id)
    status, page = ask(bob, "get", of(message, "versions/?limit=3"))
    assert (status, [one["body"] for one in page["results"]], page["next"]) == (200, ["3", "2", "1"], 2)
    assert [one["body"] for one in ask(bob, "get", of(message, "versions/?before=2"))[1]["results"]] == ["0"]
    for query in ("limit=201", "before=x"):
        assert ask(bob, "get", of(message, f"versions/?{query}"))[0] == 422


def test_calling_everybody_without_the_right_is_refused_on_the_field(ask, channel, as_alice, as_guest, inside):
    add_people(as_alice, channel_id=channel.id, membership_ids=[as_guest.membership.id])
    sent = {"client_id": str(uuid4()), "body": "<@all> come"}
    status, refusal = ask(as_guest.user, "post", f"{channel.id}/messages/", sent)
    assert (status, refusal["code"], refusal["fields"].keys()) == (422, "mention_all_refused", {"body"})
