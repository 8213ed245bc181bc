# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bodies that want to cost much: always in time."""

import gc
import itertools
import sys
import time
from uuid import UUID

import pytest
from django.utils import timezone

from ruche.kernel.db.ids import new_id
from ruche.kernel.organisations.models import Membership
from ruche.kernel.realtime.envelopes import encode_event
from ruche.kernel.realtime.frames import MAX_FRAME
from ruche.modules.chat.models import Message
from ruche.modules.chat.selectors import message_data
from ruche.modules.chat.services import bodies
from ruche.modules.chat.services.bodies import render_body
from ruche.modules.chat.tests.test_hostile_bodies import NAMES, is_harmless

HOSTILE = {
    "quotes": ">",
    "quotes apart": "> ",
    "quotes on lines": ">\n",
    "brackets": "[",
    "closing brackets": "]",
    "links": "[a](",
    "links and angles": "[a](<b",
    "titles": '[a](b "',
    "links inside links": "[[[a](b)](b)](b)",
    "images": "![",
    "stars": "*",
    "stars apart": "*a ",
    "stars by twos and ones": "**a *b",
    "stars and underscores": "*a _b ",
    "underscores": "_",
    "underscores inside words": "_a",
    "tildes": "~",
    "tildes by two": "~~a",
    "backticks": "`",
    "backticks apart": "`a``b",
    "fences": "```\n",
    "lists": "- ",
    "list on lines": "- a\n",
    "numbers": "1. ",
    "lines": "*a\n",
    "entities": "&#x0;*",
    "angles": "<a*",
    "backslashes": "\\*",
    "addresses": "http://a *",
    "addresses alone": "http://a ",
    "quotation marks": '"',
    "schemes": "http:*",
    "colons": ":*",
    "mentions": "<@all>*",
    "unknown mentions": f"<@{UUID(int=7)}>*",
    "everything": "*_`[>",
    "spaces": " *",
    "tabs": "\t*\n",
    "parentheses": "[a](((",
    "angles with addresses": "<http://a>",
    "angles with addresses apart": "<http://a>- ",
    "angles with accents": "<http://é.fr>",
    "angles with mail": "<mailto:a>",
    "angles after links": "](a)<http://a>",
    "links with accents": "[a](http://é)",
    "nothing but blanks": " ",
}


def bodies_of(unit):
    """8,000 characters of it, also behind an accent and before a word, and as many as the parser is still given."""
    for body in ((unit * 8_000)[:8_000], "e\u0301" + (unit * 8_000)[:7_998], "a" + (unit * 8_000)[:7_900] + "\nb"):
        yield body
        low, high = 0, len(body)
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (middle, high) if bodies._cost(body[:middle]) <= bodies._MOST else (low, middle - 1)
        if 0 < low < len(body):
            yield body[:low]


MOST_CALLS = 170_000  # of Python and of C; some 15 ms where the limits of the parser were measured


@pytest.fixture(autouse=True)
def _nothing_collected():
    """What a run of the collector costs is the heap of all the tests before, not a body."""
    gc.disable()
    yield
    gc.enable()


def takes_long(body):
    """More calls than the parser's limits leave room for, or seconds within a few of them, as a pattern that goes astray takes."""
    calls = itertools.count()
    begun = time.thread_time()
    sys.setprofile(lambda *_: next(calls))
    try:
        render_body(body, NAMES)
    finally:
        sys.setprofile(None)
    return next(calls) > MOST_CALLS or time.thread_time() - begun > 2


@pytest.mark.parametrize("unit", HOSTILE.values(), ids=HOSTILE)
def test_no_body_of_8000_characters_takes_long(unit):
    assert not [len(one) for one in bodies_of(unit) if takes_long(one)]
    body = (unit * 8_000)[:8_000]
    html = render_body(body, NAMES)
    assert is_harmless(html)
    message = Message(id=new_id(), author=Membership(name="Nora"), client_id=new_id(), position=1, revision=1, body=body, html=html)
    message.posted_at = timezone.now()
    assert len(encode_event(f"chat.channel:{message.id}", "message", message_data(message))) < MAX_FRAME


def test_growing_backticks_and_deep_lists_take_no_longer():
    for body in (" ".join("`" * length for length in range(1, 126)), "\n".join(" " * depth * 2 + "- a" for depth in range(88))):
        assert not takes_long(body[:8_000])
