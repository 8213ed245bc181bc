# SPDX-License-Identifier: AGPL-3.0-or-later
"""From what was typed to what is kept and shown: plain text, whose links can be pressed and whose lines stay."""

import re
from collections.abc import Mapping
from html import escape

from ruche.kernel.security.text import clean_text
from ruche.modules.chat.models import MAX_BODY

_LINK = re.compile(r"\bhttps?://[^\s<>\"]+", re.IGNORECASE)
# What ends a sentence rather than an address.
_AFTER_LINK = ".,;:!?…'’”»*_~"
_MENTION = re.compile(r"&lt;@([0-9a-f-]{36}|all)&gt;")


def clean_body(body: str) -> str:
    """1 to 8,000 characters; raises InvalidInput on `body`."""
    return clean_text(body, field="body", max_length=MAX_BODY, is_required=True)


def render_body(body: str, names: Mapping[str, str] | None = None) -> str:
    """The body as HTML: everything escaped, web addresses linked, line ends kept.

    `names`: whom `<@…>` may call, membership id (or "all") → name; others stay as typed.
    """
    parts, end = [], 0
    for match in _LINK.finditer(body):
        address = _trimmed(match.group())
        parts += [escape(body[end : match.start()]), _link(address)]
        end = match.start() + len(address)
    parts.append(escape(body[end:]))
    html = "".join(parts).replace("\n", "<br>")
    return _MENTION.sub(lambda match: _mention(match, names), html) if names else html


def _mention(match: re.Match[str], names: Mapping[str, str]) -> str:
    name = names.get(match[1])
    return match[0] if name is None else f'<span class="r-mention" data-member="{match[1]}">@{escape(name)}</span>'


def _trimmed(address: str) -> str:
    while address[-1] in _AFTER_LINK or (address[-1] in ")]" and address.count(address[-1]) > address.count("(["[address[-1] == "]"])):
        address = address[:-1]
    return address


def _link(address: str) -> str:
    safe = escape(address)
    return f'<a class="r-link" href="{safe}" target="_blank" rel="noopener noreferrer nofollow ugc">{safe}</a>'
