# SPDX-License-Identifier: AGPL-3.0-or-later
"""A body without markup: everything escaped, paragraphs and line ends kept, web addresses linked, people called."""

import re
from collections.abc import Mapping
from html import escape

from ruche.modules.chat.services.bodies import links, mentions

_ADDRESS = re.compile(rf"(?P<address>\b{links.ADDRESS.pattern})", re.IGNORECASE)
_SPECIAL = re.compile(rf"{_ADDRESS.pattern}|{mentions.CALL.pattern}", re.IGNORECASE)
_PARAGRAPH_END = re.compile(r"(?:<br>){2,}")


def render_plain(body: str, names: Mapping[str, str]) -> str:
    """Linear in the length of the body. One paragraph alone has no <p>."""
    html = _lines(_with_specials(body, names) if "<@" in body or "://" in body else escape(body, quote=False))
    paragraphs = _PARAGRAPH_END.split(html) if "<br><br>" in html else [html]
    return html if len(paragraphs) == 1 else "".join(f"<p>{one}</p>" for one in paragraphs)


def _lines(html: str) -> str:
    if "\n" not in html:
        return html.strip(" \t")
    first, *others = html.split("\n")
    return "<br>".join([first.strip(" "), *(line.lstrip(" \t").rstrip(" ") for line in others)]).strip(" \t")


def _with_specials(body: str, names: Mapping[str, str]) -> str:
    parts, end = [], 0
    for match in (_SPECIAL if "<@" in body else _ADDRESS).finditer(body):
        shown, length = _shown(match, names)
        parts += [escape(body[end : match.start()], quote=False), shown]
        end = match.start() + length
    parts.append(escape(body[end:], quote=False))
    return "".join(parts)


def _shown(match: re.Match[str], names: Mapping[str, str]) -> tuple[str, int]:
    """The HTML of an address or a mention, and how many characters it takes."""
    if match["address"]:
        address = links.trimmed(match["address"])
        return links.bare(address), len(address)
    if match[2] in names:
        return mentions.span(match[2], names[match[2]]), len(match[0])
    return escape(match[0], quote=False), len(match[0])
