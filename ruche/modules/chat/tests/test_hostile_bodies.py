# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bodies that want to do harm: always safe."""

import random
import re
from html.parser import HTMLParser

import pytest

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
