# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pages of messages: before, after and around a position, from where the reader's history begins."""

import pytest

from ruche.kernel.errors import NotFound
from ruche.modules.chat.models import Channel, ChannelMembership
from ruche.modules.chat.selectors import get_channel, get_message, get_message_at, list_changes, list_messages
from ruche.modules.chat.services import add_people


@pytest.fixture
def talk(inside, channel, as_alice, say):
    """Twenty messages."""
    return [say(as_alice, channel, str(number)) for number in range(1, 21)]


def page(actor, channel, **asked):
    found = list_messages(get_channel(actor, channel.id), **asked)
    return [message.position for message in found.messages], found.has_earlier, found.has_later


def numbers(first, last):
    return list(range(first, last + 1))


@pytest.mark.parametrize(
    ("asked", "positions", "has_earlier", "has_later"),
    [
        ({"around": 10, "limit": 5}, numbers(8, 12), True, True),
        ({"around": 10, "limit": 4}, numbers(8, 11), True, True),
        ({"around": 10, "limit": 1}, [10], True, True),
        ({"around": 1, "limit": 5}, numbers(1, 5), False, True),
        ({"around": 3, "limit": 5}, numbers(1, 5), False, True),
        ({"around": 4, "limit": 5}, numbers(2, 6), True, True),
        ({"around": 18, "limit": 5}, numbers(16, 20), True, False),
        ({"around": 20, "limit": 5}, numbers(16, 20), True, False),
        ({"around": 99, "limit": 5}, numbers(16, 20), True, False),
        ({"around": 0, "limit": 5}, numbers(1, 5), False, True),
        ({"around": 10, "limit": 20}, numbers(1, 20), False, False),
        ({"around": 10, "limit": 200}, numbers(1, 20), False, False),
        ({"before": 10, "limit": 5}, numbers(5, 9), True, True),
        ({"before": 6, "limit": 5}, numbers(1, 5), False, True),
        ({"after": 10, "limit": 5}, numbers(11, 15), True, True),
        ({"after": 15, "limit": 5}, numbers(16, 20), True, False),
        ({"after": 0, "limit": 5}, numbers(1, 5), False, True),
        ({"limit": 5}, numbers(16, 20), True, False),
        ({}, numbers(1, 20), False, False),
    ],
)
def test_a_page_says_what_lies_on_either_side(talk, channel, as_bob, asked, positions, has_earlier, has_later):
    assert page(as_bob, channel, **asked) == (positions, has_earlier, has_later)


@pytest.mark.parametrize(
    ("asked", "positions", "has_earlier", "has_later"),
    [
        ({"around": 3, "limit": 5}, numbers(12, 16), False, True),
        ({"around": 12, "limit": 5}, numbers(12, 16), False, True),
        ({"around": 15, "limit": 5}, numbers(13, 17), True, True),
        ({"before": 14, "limit": 5}, [12, 13], False, True),
        ({"before": 5, "limit": 5}, [], False, True),
        ({"after": 5, "limit": 3}, [12, 13, 14], False, True),
        ({"after": 12, "limit": 3}, [13, 14, 15], True, True),
        ({"limit": 50}, numbers(12, 20), False, False),
    ],
)
def test_no_page_reaches_back_further_than_the_reader_s_history(talk, channel, as_bob, asked, positions, has_earlier, has_later):
    ChannelMembership.objects.filter(membership=as_bob.membership).update(visible_from_position=12)
    assert page(as_bob, channel, **asked) == (positions, has_earlier, has_later)


def test_an_empty_channel_has_empty_pages(inside, channel, as_alice):
    for asked in ({"around": 1}, {"before": 1}, {"after": 0}, {}):
        assert page(as_alice, channel, **asked)[:2] == ([], False)


def test_one_message_is_found_by_its_id_and_by_its_place(talk, channel, private_channel, as_bob, as_guest):
    access = get_channel(as_bob, channel.id)
    assert get_message(as_bob, talk[6].id).message == get_message_at(access, 7).message == talk[6]
    assert get_message(as_bob, talk[6].id, channel_id=channel.id).message == talk[6]
    with pytest.raises(NotFound):
        get_message(as_bob, talk[6].id, channel_id=private_channel.id)
    with pytest.raises(NotFound):
        get_message_at(access, 21)
    with pytest.raises(NotFound):
        get_message(as_guest, talk[6].id)


def test_a_message_before_one_s_history_does_not_exist(inside, private_channel, as_alice, as_dana, say):
    Channel.objects.filter(id=private_channel.id).update(is_history_whole=False)
    before = say(as_alice, private_channel)
    add_people(as_alice, channel_id=private_channel.id, membership_ids=[as_dana.membership.id])
    after = say(as_alice, private_channel)
    access = get_channel(as_dana, private_channel.id)
    assert get_message(as_dana, after.id).message == get_message_at(access, 2).message
    with pytest.raises(NotFound):
        get_message(as_dana, before.id)
    with pytest.raises(NotFound):
        get_message_at(access, 1)
    assert [one.id for one in list_changes(access.channel, after=0, visible_from=access.visible_from).messages] == [after.id]


def test_pages_take_the_same_queries_however_long(talk, channel, as_bob, django_assert_num_queries):
    access = get_channel(as_bob, channel.id)
    for asked in ({"limit": 2}, {"limit": 20}, {"around": 10, "limit": 20}, {"before": 10}, {"after": 10}):
        with django_assert_num_queries(2):
            list_messages(access, **asked)
