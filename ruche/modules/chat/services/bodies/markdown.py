# SPDX-License-Identifier: AGPL-3.0-or-later
"""A body with markup: the part of CommonMark 0.31 that a conversation uses, and ~~strikethrough~~. A line end is one.

Headings, images, tables, rules, entities and HTML are shown as they were typed. What the parser made is sanitised again.
"""

import re
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from ruche.modules.chat.services.bodies import links, mentions

# Quotes and lists inside each other; deeper ones the parser would leave out.
_MOST_NESTED = 20

_RULES = ["blockquote", "fence", "list", "newline", "escape", "backticks", "strikethrough", "emphasis", "link", "autolink"]
_CLEANER = nh3.Cleaner(
    tags={"a", "blockquote", "br", "code", "em", "li", "ol", "p", "pre", "s", "span", "strong", "ul"},
    attributes={"a": {"href"}, "ol": {"start"}, "span": {"data-member"}},
    allowed_classes={"a": {"r-link"}, "span": {"r-mention"}},
    set_tag_attribute_values={"a": {"target": "_blank"}},
    url_schemes={"http", "https", "mailto"},
    link_rel="noopener noreferrer nofollow ugc",
)
# A link that leads nowhere is none: [text]() stays as it was typed.
_NOWHERE_BEGINS = links.opening("")
_NOWHERE = re.compile(f"{re.escape(_NOWHERE_BEGINS)}(.*?)</a>", re.DOTALL)
_TEXT = re.compile(r"<[^>]*>")


def render_markdown(body: str, names: Mapping[str, str]) -> str | None:
    """None when it would hide something of the body: nested too deeply, or nothing but marks. One paragraph alone has no <p>."""
    tokens = _PARSER.parse(body, {"names": names})
    if any(token.level >= _MOST_NESTED - 2 for token in tokens):
        return None
    is_one = len(tokens) == 3 and tokens[0].type == "paragraph_open"
    html = _CLEANER.clean(_inline(tokens[1].children or ()) if is_one else "".join(map(_block, tokens)))
    return html if _TEXT.sub("", html).strip() else None


def _block(token: Token) -> str:
    if token.type == "inline":
        return _inline(token.children or ())
    if token.type == "fence":
        return f"<pre><code>{escape(token.content.removesuffix(chr(10)), quote=False)}</code></pre>"
    if token.hidden:
        return ""
    if token.nesting < 0:
        return f"</{token.tag}>"
    return f'<ol start="{int(token.attrs["start"])}">' if "start" in token.attrs else f"<{token.tag}>"


def _inline(tokens: Sequence[Token]) -> str:
    html = "".join(map(_part, tokens))
    return _NOWHERE.sub(r"[\1]()", html) if _NOWHERE_BEGINS in html else html


def _part(token: Token) -> str:
    match token.type:
        case "text":
            return escape(token.content, quote=False)
        case "softbreak" | "hardbreak":
            return "<br>"
        case "code_inline":
            return f"<code>{escape(token.content, quote=False)}</code>"
        case "mention":
            return mentions.span(token.meta["id"], token.content)
        case "address":
            return links.bare(token.content)
        case "link_open":
            return links.opening(str(token.attrs["href"]))
        case _:
            return f"</{token.tag}>" if token.nesting < 0 else f"<{token.tag}>"


def _address(state: StateInline, is_silent: bool) -> bool:
    """A bare web address, found at its colon."""
    if state.src[state.pos] != ":":
        return False
    begin = next((state.pos - len(scheme) for scheme in ("https", "http") if _precedes(state, scheme)), None)
    if begin is None or state.linkLevel > 0:
        return False
    match = links.ADDRESS.match(state.src, begin, state.posMax)
    if match is None:
        return False
    address = links.trimmed(match[0].partition("](")[0])  # not beyond the text of a link
    if not is_silent:
        state.pending = state.pending[: begin - state.pos]
        state.push("address", "", 0).content = address
    state.pos = begin + len(address)
    return True


def _precedes(state: StateInline, scheme: str) -> bool:
    before = state.src[max(0, state.pos - len(scheme) - 1) : state.pos]
    return before.lower().endswith(scheme) and not (len(before) > len(scheme) and (before[0].isalnum() or before[0] == "_"))


def _picture(state: StateInline, is_silent: bool) -> bool:
    """A picture is shown as it was typed, its address as an address: it is no link after an exclamation mark."""
    if not state.src.startswith("![", state.pos):
        return False
    if not is_silent:
        state.pending += "!["
    state.pos += 2
    return True


def _mention(state: StateInline, is_silent: bool) -> bool:
    names: Mapping[str, str] = state.env["names"]
    match = mentions.CALL.match(state.src, state.pos, state.posMax)
    if match is None or match[1] not in names:
        return False
    if not is_silent:
        token = state.push("mention", "", 0)
        token.content, token.meta = names[match[1]], {"id": match[1]}
    state.pos += len(match[0])
    return True


def _parser() -> Any:
    parser = MarkdownIt("zero", {"maxNesting": _MOST_NESTED}).enable(_RULES)
    parser.inline.ruler.after("text", "address", _address)
    parser.inline.ruler.before("link", "picture", _picture)
    parser.inline.ruler.before("autolink", "mention", _mention)
    parser.validateLink = links.is_safe  # type: ignore[assignment, method-assign]
    return parser


_PARSER = _parser()
