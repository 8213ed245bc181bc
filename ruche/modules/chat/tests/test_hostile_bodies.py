# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bodies that want to do harm: always safe, always in time."""

import gc
import itertools
import random
import re
import sys
import time
from html.parser import HTMLParser
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
from ruche.modules.chat.services.bodies.markdown import render_markdown
from ruche.modules.chat.services.bodies.plain import render_plain

ZOE = "0199aaaa-1111-7222-8333-444455556666"
NAMES = {ZOE: 'Zoé "Z" <b>', "all": "all"}


class Tags(HTMLParser):
    """Every tag with its attributes."""

    def __init__(self, html):
        super().__init__()
        self.found = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))


ALLOWED = {
    "a": {"class", "href", "target", "rel"},
    "ol": {"start"},
    "span": {"class", "data-member"},
    **{tag: set() for tag in ("p", "br", "strong", "em", "s", "code", "pre", "ul", "li", "blockquote")},
}


def is_harmless(html):
    for tag, attributes in Tags(html).found:
        assert tag in ALLOWED, html
        assert attributes.keys() <= ALLOWED[tag], html
        if tag == "a":  # the sanitiser leaves an address out that is none
            assert re.match(r"(https?|mailto):", attributes.get("href", "https:")), html
            assert attributes["rel"] == "noopener noreferrer nofollow ugc"
    return True


ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<iframe src=javascript:alert(1)>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\nscript:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](javascript&colon;alert(1))",
    "[x](\x01javascript:alert(1))",
    "[x]( javascript:alert(1))",
    "[x](vbscript:msgbox(1))",
    "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "[x](file:///etc/passwd)",
    "[x](//evil.example)",
    "[x](/account/sign-out/)",
    "[x](#top)",
    "[x](?next=)",
    "[x](<javascript:alert(1)>)",
    '[x](https://a.example/"onmouseover="alert(1))',
    "[x](https://a.example/'onmouseover='alert(1))",
    "[x](https://a.example '\"><script>alert(1)</script>')",
    "[<script>alert(1)</script>](https://a.example)",
    '![x](https://a.example"onerror="alert(1))',
    "![<img src=x onerror=alert(1)>](javascript:alert(1))",
    "<javascript:alert(1)>",
    '<https://a.example/"onclick="alert(1)>',
    'https://a.example/"onclick="alert(1)',
    "https://a.example/<script>alert(1)</script>",
    "https://a.example/'onclick='alert(1)",
    "**<b onmouseover=alert(1)>x</b>**",
    "`<script>alert(1)</script>`",
    "```<script>\n<script>alert(1)</script>\n```",
    '```"><script>alert(1)</script>\nx\n```',
    '~~~ " onload=alert(1) "\nx\n~~~',
    "> <script>alert(1)</script>",
    "- <img src=x onerror=alert(1)>",
    "1. <svg onload=alert(1)>",
    '<@all" onclick="alert(1)>',
    "<@all><script>alert(1)</script>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
    "<!--><script>alert(1)</script>-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "</div></article><script>alert(1)</script>",
    "<style>*{display:none}</style>",
    "<a href='https://a.example' class='r-btn'>x</a>",
    "[x]: javascript:alert(1)\n\n[x]",
    "*[x](https://a.example)*\n<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "\u202e[x](javascript:alert(1))",
]


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_attack_becomes_more_than_text_and_links(attack):
    for body in (attack, f"**a** {attack} `b`", f"> {attack}\n\n- {attack}", f"*{attack}*", f"[{attack}](https://a.example)"):
        assert is_harmless(render_body(body, NAMES))


PIECES = [
    *(
        "a",
        "word ",
        " ",
        "\n",
        "\n\n",
        "*",
        "**",
        "_",
        "__",
        "~~",
        "`",
        "```",
        "```\n",
        "> ",
        "- ",
        "1. ",
        "[",
        "](",
        ")",
        "!",
        "<",
        ">",
        "&",
    ),
    *(
        "\\",
        '"',
        "'",
        "https://a.example/x",
        "https://",
        "javascript:",
        "<script>",
        "</p>",
        "<@all>",
        f"<@{ZOE}>",
        "<@",
        "\t",
        "|",
        "#",
        ":",
        "🐝",
    ),
]


def test_ten_thousand_random_bodies_are_harmless_and_keep_their_words():
    chance = random.Random(4)
    for _ in range(10_000):
        body = "".join(chance.choice(PIECES) for _ in range(chance.randint(1, 14)))
        html = render_body(body, NAMES)
        assert is_harmless(html)
        shown = re.sub(r"<[^>]*>", "", html)
        assert shown.count("word") == body.count("word") or "```" in body, body


def test_a_body_without_markup_reads_the_same_with_and_without_the_parser():
    chance = random.Random(5)
    pieces = [
        "a",
        "word ",
        ". ",
        "\n",
        "\n\n",
        "é",
        "b < c ",
        "d & e ",
        '"f" ',
        "g_h ",
        "https://a.example/i_j. ",
        "<@all> ",
        f"<@{ZOE}>, ",
        "!",
        "#",
    ]
    for _ in range(2_000):
        body = "".join(chance.choice(pieces) for _ in range(12)).strip()
        if body:
            assert render_markdown(body, NAMES) == sanitised(render_plain(body, NAMES)), body


def sanitised(html):
    """As the sanitiser writes the same."""
    return html.replace("&#x27;", "'")


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
