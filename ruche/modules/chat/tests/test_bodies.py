# SPDX-License-Identifier: AGPL-3.0-or-later
"""What becomes of what people type: Markdown as far as a conversation needs it."""

import re
from html import unescape
from uuid import UUID

import pytest

from ruche.kernel.errors import InvalidInput
from ruche.modules.chat.selectors.message_data import mentions_in
from ruche.modules.chat.services.bodies import clean_body, render_body

ZOE = "0199aaaa-1111-7222-8333-444455556666"
NAMES = {ZOE: 'Zoé "Z" <b>', "all": "all"}


def link(address, text=None):
    return f'<a class="r-link" href="{address}" target="_blank" rel="noopener noreferrer nofollow ugc">{text or address}</a>'


def mention(id_, name):
    return f'<span class="r-mention" data-member="{id_}">@{name}</span>'


@pytest.mark.parametrize(
    ("body", "html"),
    [
        ("Hello", "Hello"),
        ("Tom & <b>Jerry</b>", "Tom &amp; &lt;b&gt;Jerry&lt;/b&gt;"),
        ("One\nTwo", "One<br>Two"),
        ("One\n\n\nTwo\nThree", "<p>One</p><p>Two<br>Three</p>"),
        ("**bold** _italic_ ~~gone~~", "<strong>bold</strong> <em>italic</em> <s>gone</s>"),
        ("**One**\nTwo", "<strong>One</strong><br>Two"),
        ("snake_case_name and 2*3*4", "snake_case_name and 2<em>3</em>4"),
        ("`a < b`", "<code>a &lt; b</code>"),
        ("```py\nif a < b:\n    *x*\n```", "<pre><code>if a &lt; b:\n    *x*</code></pre>"),
        ("- one\n- two\n  1. three", "<ul><li>one</li><li>two<ol><li>three</li></ol></li></ul>"),
        ("3. three\n4. four", '<ol start="3"><li>three</li><li>four</li></ol>'),
        ("> said\nWho", "<blockquote><p>said<br>Who</p></blockquote>"),
        ("[here](https://a.example/x_y_z)", link("https://a.example/x_y_z", "here")),
        ("<https://a.example>", link("https://a.example")),
        ("[https://a.example](https://a.example)", link("https://a.example")),
        ("**https://a.example/x**, *so*", f"<strong>{link('https://a.example/x')}</strong>, <em>so</em>"),
        ("(see https://a.example/b_(c)).", f"(see {link('https://a.example/b_(c)')})."),
        ("*see* https://a.example/x?y=1&z=*", f"<em>see</em> {link('https://a.example/x?y=1&amp;z=')}*"),
        ("https:// alone", "https:// alone"),
        ("*a* [b]() []()", "<em>a</em> [b]() []()"),
        ("# Title", "# Title"),
        ("Title\n===", "Title<br>==="),
        ("*a*\n\n---", "<p><em>a</em></p><p>---</p>"),
        ("| a | *b* |\n|---|---|", "| a | <em>b</em> |<br>|---|---|"),
        ("![*logo*](https://a.example/logo.png)", f"![<em>logo</em>]({link('https://a.example/logo.png')})"),
        ("![logo](x) ![](y)", "![logo](x) ![](y)"),
        (r"*!* \![here](https://a.example)", f"<em>!</em> !{link('https://a.example', 'here')}"),
        ("*a* <u>b</u> &nbsp;", "<em>a</em> &lt;u&gt;b&lt;/u&gt; &amp;nbsp;"),
        (r"\*not bold\* in C:\temp", r"*not bold* in C:\temp"),
        (r"\\server\share", r"\\server\share"),
        ("[a]: https://a.example *b*", f"[a]: {link('https://a.example')} <em>b</em>"),
    ],
)
def test_markup_becomes_html(body, html):
    assert render_body(body) == html


@pytest.mark.parametrize(
    ("body", "html"),
    [
        (f"Hi <@{ZOE}>", "Hi " + mention(ZOE, 'Zoé "Z" &lt;b&gt;')),
        (f"**Hi** <@{ZOE}>", "<strong>Hi</strong> " + mention(ZOE, 'Zoé "Z" &lt;b&gt;')),
        ("<@all> come", mention("all", "all") + " come"),
        (f"<@{UUID(int=7)}>", f"&lt;@{UUID(int=7)}&gt;"),
        (f"*a* <@{UUID(int=7)}>", f"<em>a</em> &lt;@{UUID(int=7)}&gt;"),
        (f"`<@{ZOE}>`", f"<code>&lt;@{ZOE}&gt;</code>"),
        (f"```\n<@{ZOE}>\n```", f"<pre><code>&lt;@{ZOE}&gt;</code></pre>"),
        ("<@ALL> <@zoe> <@>", "&lt;@ALL&gt; &lt;@zoe&gt; &lt;@&gt;"),
        (f'<span class="r-mention" data-member="{ZOE}">@X</span>', f'&lt;span class="r-mention" data-member="{ZOE}"&gt;@X&lt;/span&gt;'),
    ],
)
def test_people_are_called_outside_code_only(body, html):
    assert render_body(body, NAMES) == html
    assert set(mentions_in(html)) == set(re.findall(r'<span class="r-mention" data-member="([^"]+)">', html))


def test_names_are_read_back_as_they_are():
    assert mentions_in(render_body(f"*Hi* <@{ZOE}> and <@all>", NAMES)) == {ZOE: 'Zoé "Z" <b>', "all": "all"}


@pytest.mark.parametrize("body", [">" * 60 + " deep", "- " * 60 + "deep", "```", "> ", "-", "~~~\n~~~", "[](https://a.example)"])
def test_what_markup_would_hide_is_shown_as_it_was_typed(body):
    shown = unescape(re.sub(r"<[^>]*>", "", render_body(body)))
    assert shown == body.replace("\n", "").strip()


def test_a_long_message_says_how_long_it_is_and_how_long_it_may_be():
    with pytest.raises(InvalidInput) as refusal:
        clean_body("x" * 100_000)
    (sentence,) = refusal.value.fields["body"]
    assert "8000" in str(sentence)
    assert "100000" in str(sentence)
    assert refusal.value.code == "too_long"
    assert clean_body("x" * 8_000)


def test_what_cannot_be_seen_does_not_count_as_a_message():
    for body in ("\x00", "\u202e\u2066", "\u200b \u200d", "\n\t \r"):
        with pytest.raises(InvalidInput):
            clean_body(body)
    assert clean_body("a\x00b\u202ec") == "abc"
