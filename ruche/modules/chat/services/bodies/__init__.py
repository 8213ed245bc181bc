# SPDX-License-Identifier: AGPL-3.0-or-later
"""From what was typed to what is kept and shown: Markdown, rendered and safe."""

import re
from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from ruche.kernel.errors import InvalidInput
from ruche.kernel.security.text import clean_text
from ruche.modules.chat.models import MAX_BODY
from ruche.modules.chat.services.bodies.markdown import render_markdown
from ruche.modules.chat.services.bodies.mentions import CALL
from ruche.modules.chat.services.bodies.plain import render_plain

__all__ = ["CALL", "clean_body", "render_body"]

# What may begin markup: most messages have none of it, and are spared the parser. A backslash alone is a backslash.
_MARKS = ("*", "`", "~~", "](", "<h", "<H", "<m")
_EMPHASIS = re.compile(r"(?<![^\W_])_|_(?![^\W_])")
_LINE_BEGIN = re.compile(r"\n[ \t]*(?:[>+-]|~~~|\d{1,9}[.)](?:\s|$))")
_FENCED = re.compile(r"^ {0,3}(```|~~~).*?(?:^ {0,3}\1|\Z)", re.MULTILINE | re.DOTALL)
# Microseconds that the parser takes for a mark, measured; what would take longer than the most is shown as it was typed.
_COSTS = {"[": 20, "]": 3, "](": 24, "*": 12, "_": 12, "~": 12, "`": 12, "\n": 28, "&": 8, ":": 3, "://": 12, "\\": 3, "!": 3}
_COSTS |= {"<": 3, "<@": 8, "<h": 60, "<H": 60, "<m": 60, "<M": 60}  # an address in angles is dearer
_MOST = 12_000


def clean_body(body: str) -> str:
    """1 to 8,000 characters; raises InvalidInput on `body`."""
    text = clean_text(body, field="body", max_length=max(len(body), 1), is_required=True)
    if len(text) > MAX_BODY:
        sentence = _("A message has at most %(most)s characters; this one has %(length)s.")
        raise InvalidInput.on("body", sentence % {"most": MAX_BODY, "length": len(text)}, code="too_long")
    return text


def render_body(body: str, names: Mapping[str, str] | None = None) -> str:
    """The body as HTML. `names`: whom `<@…>` may call, membership id (or "all") → name; others stay as typed."""
    if _may_be_markup(body) and _cost(body) <= _MOST:
        html = render_markdown(body, names or {})
        if html is not None:
            return html
    return render_plain(body, names or {})


def _may_be_markup(body: str) -> bool:
    if any(mark in body for mark in _MARKS):
        return True
    return ("_" in body and _EMPHASIS.search(body) is not None) or _LINE_BEGIN.search("\n" + body) is not None


def _cost(body: str) -> int:
    text = _FENCED.sub("", body)
    return sum(text.count(mark) * cost for mark, cost in _COSTS.items())
