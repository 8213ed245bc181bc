# SPDX-License-Identifier: AGPL-3.0-or-later
"""The rows of a conversation as the server writes them: which ones, in which part of the history, with which marks."""

import re
from datetime import UTC, datetime

from django.urls import reverse
from django.utils import translation

from ruche.modules.chat.models import Channel
from ruche.modules.chat.services import delete_message, edit_message, join_channel, pin_message
from ruche.modules.chat.views.row_html import date_words


def address(name, *arguments):
    return reverse(f"chat:{name}", args=["atelier-a", *arguments])


def text_of(response):
    return response.content.decode()


def positions_in(response):
    return [int(found) for found in re.findall(r'<article[^>]* data-position="(\d+)"', text_of(response))]


def test_the_first_of_a_month_is_written_as_the_french_write_it(as_alice):
    for language, day, words in (("fr", 1, "dimanche 1er mars 2026"), ("fr", 21, "samedi 21 mars 2026"), ("en", 1, "Sunday 1 March 2026")):
        with translation.override(language):
            assert date_words(datetime(2026, 3, day, 10, 0, tzinfo=UTC)) == words


def test_scrolling_reads_the_rows_before_and_after(client_of, alice, channel, as_alice, say):
    for number in range(1, 91):
        say(as_alice, channel, f"Number {number}.")
    client, more = client_of(alice), address("message_list", channel.id)
    assert positions_in(client.get(address("channel_detail", channel.id))) == list(range(61, 91))
    earlier = client.get(more, {"before": "61"})
    assert positions_in(earlier) == list(range(11, 61))
    assert "This is the beginning of workshop." not in text_of(earlier)
    assert "This is the beginning of workshop." in text_of(client.get(more, {"before": "11"}))
    assert positions_in(client.get(more, {"after": "20"})) == list(range(21, 71))
    assert positions_in(client.get(more, {"around": "45"})) == list(range(20, 70))
    assert positions_in(client.get(address("channel_detail", channel.id), {"before": "11"})) == list(range(1, 11))


def test_a_link_to_a_message_opens_the_conversation_around_it(client_of, alice, dana, channel, private_channel, as_alice, say):
    for number in range(1, 91):
        say(as_alice, channel, f"Number {number}.")
    page = client_of(alice).get(address("message_detail", channel.id, 40))
    assert positions_in(page) == list(range(25, 55))
    assert re.search(r'class="r-msg is-own[^"]* is-target" id="message-[^"]*" tabindex="-1" data-position="40"', text_of(page))
    for nowhere in (0, 91, 10**30):
        assert client_of(alice).get(address("message_detail", channel.id, nowhere)).status_code == 404
    say(as_alice, private_channel, "Secret")
    assert client_of(alice).get(address("message_detail", private_channel.id, 1)).status_code == 200
    assert client_of(dana).get(address("message_detail", private_channel.id, 1)).status_code == 404


def test_a_link_to_what_was_said_before_one_came_leads_nowhere(client_of, dana, channel, as_alice, as_dana, inside, say):
    say(as_alice, channel, "Before")
    Channel.objects.filter(id=channel.id).update(is_history_whole=False)
    join_channel(as_dana, channel_id=channel.id)
    say(as_alice, channel, "After")
    assert client_of(dana).get(address("message_detail", channel.id, 1)).status_code == 404
    assert positions_in(client_of(dana).get(address("message_detail", channel.id, 2))) == [2]


def test_a_row_says_that_it_was_edited_pinned_or_deleted(client_of, alice, channel, as_alice, inside, say):
    edited, pinned, gone = (say(as_alice, channel, text) for text in ("First", "Second", "Third"))
    edit_message(as_alice, message_id=edited.id, body="First, <@all> & 100 %")
    pin_message(as_alice, message_id=pinned.id)
    delete_message(as_alice, message_id=gone.id)
    first, second, third = re.findall(r"<article.*?</article>", text_of(client_of(alice).get(address("channel_detail", channel.id))))[:3]
    assert "(edited)" in first
    assert '<span class="r-mention is-me" data-member="all">@all</span> &amp; 100 %' in first
    assert "Pinned" in second
    assert "(edited)" not in second
    assert "Message deleted" in third
    assert "Third" not in third


def test_names_are_shown_as_text(client_of, alice, channel, as_bob, inside, say):
    as_bob.membership.name = "<i>Bob</i> 100 %"
    as_bob.membership.save()
    say(as_bob, channel, "Me")
    assert "<b>&lt;i&gt;Bob&lt;/i&gt; 100 %</b>" in text_of(client_of(alice).get(address("channel_detail", channel.id)))


def test_what_is_pinned_stands_in_a_panel(client_of, alice, channel, as_alice, inside, say):
    assert "Nothing is pinned here." in text_of(client_of(alice).get(address("pin_list", channel.id)))
    pin_message(as_alice, message_id=say(as_alice, channel, "The code is 1234").id)
    for where in (address("pin_list", channel.id), address("channel_detail", channel.id) + "?panel=pins"):
        page = text_of(client_of(alice).get(where))
        assert "Pinned by you" in page
        assert address("message_detail", channel.id, 1) in page


def test_new_messages_that_begin_above_the_page_have_no_line_in_it(client_of, bob, channel, as_alice, say):
    for number in range(1, 61):
        say(as_alice, channel, f"Number {number}.")
    page = text_of(client_of(bob).get(address("channel_detail", channel.id)))
    assert 'data-part="unread"' not in page.partition("<template")[0]
    assert "60 new" in page
