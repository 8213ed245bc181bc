# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a message says, without its form: for the search, for excerpts."""

import re
from html import unescape

_BREAKS = re.compile(r"<(?:br|hr|/p|/li|/pre|/blockquote|/h\d|/tr|/td)\b[^>]*>")
_TAGS = re.compile(r"<[^>]+>")


def plain_text(html: str) -> str:
    """The text of a rendered body as it is read: no marks of Markdown, people called by their names."""
    if "<" in html:
        html = _TAGS.sub("", _BREAKS.sub("\n", html))
    return unescape(html) if "&" in html else html
