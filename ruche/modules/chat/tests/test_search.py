# SPDX-License-Identifier: AGPL-3.0-or-later
"""Finding messages: what is said now, by those who may read it, from where they may read it."""

from uuid import UUID

import pytest
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone, translation

from ruche.kernel.db.context import organisation_scope
from ruche.kernel.demo.removal import _remove_organisation
from ruche.kernel.modules.services import activate_module, deactivate_module
from ruche.kernel.outbox.draining import drain
from ruche.kernel.search import finding
from ruche.kernel.search.filling import fill_next, is_filled
from ruche.kernel.search.findings import Containers
from ruche.kernel.search.jobs import fill, fill_organisation
from ruche.kernel.search.question import read_question
from ruche.kernel.search.selectors import search
from ruche.modules.chat.models import Channel
from ruche.modules.chat.services import (
    ImportedMessage,
    add_people,
    archive_channel,
    create_channel,
    create_direct,
    delete_message,
    edit_message,
    import_messages,
    join_channel,
    leave_channel,
    remove_channel,
    remove_person,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def found_by():
    """found_by(actor, words): the texts of the messages that they find, newest first."""

    def look(actor, words, **options):
        drain()
        with organisation_scope(actor.organisation_id, actor.user.pk):
            page = search(actor, read_question(words), only="chat.message", **options)
        return [one.finding.text for one in page.results]

    return look


def test_a_message_is_found_by_its_words_in_any_spelling(found_by, as_alice, as_bob, channel, say):
    say(as_alice, channel, "La **réunion** est jeudi, voir https://example.org/ordre")
    say(as_bob, channel, "Merci")
    for words in ("reunion", "RÉUNIONS", "jeu", "réunion ordre", "from:alice jeudi"):
        assert found_by(as_bob, words) == ["La réunion est jeudi, voir https://example.org/ordre"], words
    assert found_by(as_bob, "reunion vendredi") == []
    assert found_by(as_bob, "from:bob jeudi") == []
    assert found_by(as_bob, "from:me merci") == ["Merci"]


def test_people_called_by_name_are_found_by_it(found_by, as_alice, as_bob, channel, say):
    say(as_alice, channel, f"Ask <@{as_bob.membership.id}> about it")
    assert found_by(as_alice, "bob") == ["Ask @Bob about it"]


def test_everybody_is_called_in_the_readers_language(found_by, as_alice, channel, say):
    say(as_alice, channel, "Bread for <@all>")
    with translation.override("fr"):
        assert found_by(as_alice, "bread") == ["Bread for @tous"]


def test_newest_first_page_by_page(found_by, as_alice, channel, say, inside):
    for number in range(7):
        say(as_alice, channel, f"bread {number}")
    drain()
    seen, after = [], None
    while True:
        page = search(as_alice, read_question("bread"), only="chat.message", after=after, limit=3)
        seen += [one.finding.text for one in page.results]
        after = page.next
        if after is None:
            break
    assert seen == [f"bread {number}" for number in (6, 5, 4, 3, 2, 1, 0)]


def test_edited_and_deleted_messages_are_found_as_they_are(found_by, as_alice, channel, say, inside):
    edited, deleted = say(as_alice, channel, "flour"), say(as_alice, channel, "sugar")
    assert found_by(as_alice, "flour") == ["flour"]
    edit_message(as_alice, message_id=edited.id, body="yeast")
    delete_message(as_alice, message_id=deleted.id)
    assert found_by(as_alice, "flour") == []
    assert found_by(as_alice, "yeast") == ["yeast"]
    assert found_by(as_alice, "sugar") == []
    assert _entries(as_alice, channel) == 1


def test_private_and_direct_messages_are_found_by_the_people_in_them_only(
    found_by, as_alice, as_bob, as_dana, as_charlie, private_channel, say, inside
):
    direct = create_direct(as_alice, membership_ids=[as_bob.membership.id])
    say(as_alice, private_channel, "secret bread")
    say(as_bob, direct, "secret jam")
    assert found_by(as_alice, "secret") == ["secret jam", "secret bread"]
    assert found_by(as_bob, "secret in:board") == ["secret bread"]
    assert found_by(as_bob, "secret in:alice") == ["secret jam"]
    assert found_by(as_dana, "secret") == []
    assert found_by(as_charlie, "secret") == []


def test_open_channels_are_searched_by_members_and_not_by_guests(found_by, as_dana, as_guest, as_alice, channel, say, inside):
    say(as_alice, channel, "open bread")
    assert found_by(as_dana, "bread") == ["open bread"]
    assert found_by(as_guest, "bread") == []
    add_people(as_alice, channel_id=channel.id, membership_ids=[as_guest.membership.id])
    assert found_by(as_guest, "bread") == ["open bread"]


def test_newcomers_find_nothing_from_before_them(found_by, as_alice, as_bob, as_dana, private_channel, say, inside):
    Channel.objects.filter(id=private_channel.id).update(is_history_whole=False)
    say(as_alice, private_channel, "early bread")
    add_people(as_alice, channel_id=private_channel.id, membership_ids=[as_dana.membership.id])
    say(as_alice, private_channel, "late bread")
    assert found_by(as_bob, "bread") == ["late bread", "early bread"]
    assert found_by(as_dana, "bread") == ["late bread"]
    assert found_by(as_dana, "bread in:board") == ["late bread"]


def test_who_was_removed_finds_nothing(found_by, as_alice, as_bob, private_channel, say, inside):
    say(as_alice, private_channel, "bread")
    assert found_by(as_bob, "bread") == ["bread"]
    remove_person(as_alice, channel_id=private_channel.id, membership_id=as_bob.membership.id)
    assert found_by(as_bob, "bread") == []


def test_archived_channels_are_found_and_removed_ones_are_not(found_by, as_alice, channel, private_channel, say, inside):
    say(as_alice, channel, "archived bread")
    say(as_alice, private_channel, "removed bread")
    archive_channel(as_alice, channel_id=channel.id)
    assert found_by(as_alice, "bread") == ["removed bread", "archived bread"]
    remove_channel(as_alice, channel_id=private_channel.id)
    assert found_by(as_alice, "bread") == ["archived bread"]


def test_imported_messages_are_found(found_by, as_alice, as_bob, channel, inside):
    author = as_bob.membership.id
    import_messages(as_alice, channel_id=channel.id, messages=[ImportedMessage(author, f"old bread {n}", timezone.now()) for n in range(3)])
    assert found_by(as_bob, "bread old") == ["old bread 2", "old bread 1", "old bread 0"]


def test_the_organisation_with_the_same_words_is_another(found_by, as_alice, as_charlie, channel, say, bureau_b):
    with organisation_scope(bureau_b.id):
        theirs = create_channel(as_charlie, name="workshop")
    say(as_alice, channel, "our bread")
    say(as_charlie, theirs, "their bread")
    assert found_by(as_alice, "bread") == ["our bread"]
    assert found_by(as_charlie, "bread") == ["their bread"]
    assert found_by(as_charlie, f"bread in:{channel.id}") == []


def test_containers_of_another_organisation_give_nothing_to_who_asks_the_function(as_alice, as_charlie, channel, say):
    """Whatever the application asks: the function looks in the organisation of the connection only."""
    say(as_alice, channel, "bread")
    drain()
    wanted = Containers({channel.id: 0})
    with organisation_scope(as_alice.organisation_id):
        assert len(finding.find_entries("chat.message", read_question("bread"), wanted, limit=5).found) == 1
    with organisation_scope(as_charlie.organisation_id):
        assert finding.find_entries("chat.message", read_question("bread"), wanted, limit=5).found == []
        asked = finding._Search("chat.message", f"'{as_alice.organisation_id.hex[-8:]}bread'", wanted, (None, None), 5)
        assert asked.walk(100).found == []
        assert asked.look_up().found == []


@pytest.mark.parametrize("statement", ["select * from search_entry", "delete from search_entry", "update search_entry set kind = 'x'"])
def test_the_index_itself_cannot_be_read_or_changed(statement, as_alice, channel, say):
    say(as_alice, channel, "bread")
    drain()
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_frequent_and_rare_words_are_found_whatever_the_depth_of_the_walk(found_by, as_alice, channel, say, monkeypatch, inside):
    say(as_alice, channel, "needle")
    for number in range(12):
        say(as_alice, channel, f"hay {number}")
    monkeypatch.setattr(finding, "FIRST_WALK", 2)
    monkeypatch.setattr(finding, "FEW", 0)
    assert found_by(as_alice, "needle") == ["needle"]
    assert found_by(as_alice, "hay", limit=3) == ["hay 11", "hay 10", "hay 9"]
    assert len(found_by(as_alice, "hay", limit=50)) == 12


def test_what_takes_too_long_is_said_to_be_partial(as_alice, channel, say, monkeypatch, inside):
    for number in range(9):
        say(as_alice, channel, f"hay {number}")
    drain()
    monkeypatch.setattr(finding, "FIRST_WALK", 2)
    monkeypatch.setattr(finding, "FEW", 0)
    monkeypatch.setattr(finding, "LONGEST_WALK", 2)
    monkeypatch.setattr(finding, "_LOOKUP", "select * from search_lookup(%s, %s, %s::uuid[], %s::bigint[], %s, %s, %s), pg_sleep(5)")
    monkeypatch.setattr(finding, "PATIENCE", 50)
    page = search(as_alice, read_question("hay"), only="chat.message")
    assert page.is_partial
    assert len(page.results) == 2
    assert Channel.objects.exists()  # the connection works, and for the same organisation


def test_what_was_there_before_the_index_is_filled_in_by_batches(found_by, as_alice, channel, say, monkeypatch, inside):
    for number in range(5):
        say(as_alice, channel, f"bread {number}")
    drain()
    with connection.cursor() as cursor:
        cursor.execute("select search_forget('chat.message', array(select id from chat_message))")
    assert found_by(as_alice, "bread") == []
    monkeypatch.setattr("ruche.kernel.search.filling.BATCH", 2)
    assert not is_filled(as_alice.organisation_id)
    assert [fill_next(as_alice.organisation_id) for _ in range(4)] == [True, True, False, False]
    assert is_filled(as_alice.organisation_id)
    assert len(found_by(as_alice, "bread")) == 5
    fill_organisation(as_alice.organisation_id)
    assert len(found_by(as_alice, "bread")) == 5


def test_what_was_said_just_before_chat_was_switched_off_is_found_once_it_is_on_again(found_by, as_alice, channel, say, inside):
    fill_organisation(as_alice.organisation_id)
    say(as_alice, channel, "bread")
    deactivate_module(as_alice, module="chat")
    drain()  # nobody listens
    activate_module(as_alice, module="chat")
    drain()
    assert found_by(as_alice, "bread") == []
    fill_organisation(as_alice.organisation_id)
    assert found_by(as_alice, "bread") == ["bread"]
    assert is_filled(as_alice.organisation_id)


def test_organisations_that_are_not_filled_get_a_job(as_alice, bureau_b):
    fill(None)
    with connection.cursor() as cursor:
        cursor.execute("select args ->> 'organisation_id' from procrastinate_jobs where task_name = 'search.fill_organisation'")
        assert {UUID(row[0]) for row in cursor.fetchall()} == {as_alice.organisation_id, bureau_b.id}


def test_an_organisation_that_is_deleted_takes_its_entries_along(as_alice, channel, say):
    say(as_alice, channel, "bread")
    drain()
    assert _entries(as_alice, channel) == 1
    with transaction.atomic():
        _remove_organisation(as_alice.organisation)
    assert _entries(as_alice, channel) == 0


def test_leaving_and_coming_back_finds_from_then_on(found_by, as_alice, as_bob, channel, say, inside):
    Channel.objects.filter(id=channel.id).update(is_history_whole=False)
    say(as_alice, channel, "bread one")
    leave_channel(as_bob, channel_id=channel.id)
    join_channel(as_bob, channel_id=channel.id)
    say(as_alice, channel, "bread two")
    assert found_by(as_bob, "bread") == ["bread two"]


def _entries(actor, channel) -> int:
    """How many entries of a channel the index holds, whoever may see them."""
    asked = f"'{actor.organisation_id.hex[-8:]}#{channel.id.hex[-12:]}'"
    with organisation_scope(actor.organisation_id):
        return len(finding._Search("chat.message", asked, Containers({channel.id: 0}), (None, None), 1000).walk(1000).found)
