# SPDX-License-Identifier: AGPL-3.0-or-later
"""The gate of every name and text that a service keeps: what could deceive a reader or break a page is taken out.

`clean_name` is for one line (people, channels, groups), `clean_text` for several. Both raise InvalidInput on the field.
"""

import re
import unicodedata

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from ruche.kernel.errors import InvalidInput
from ruche.kernel.text import is_blank, one_line, paragraphs

# Drawn as nothing: zero-width space and no-break space, word joiner and friends, soft hyphen, marks of direction, tags.
_UNSEEN = re.compile(
    "[\u00ad\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b\u200e\u200f\u2060-\u2064\u206a-\u206f\u3164\ufeff\uffa0\U000e0000-\U000e007f]"
)
# Joiners shape letters of many scripts and build emoji; between other characters they only hide a difference.
_LOOSE_JOINERS = re.compile("(?<![^\x00-\u024f\\s])[\u200c\u200d]+|[\u200c\u200d]+(?![^\x00-\u024f\\s])")
# Marks piled on one letter paint over the neighbouring lines.
_MARKS = "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
_PILED_MARKS = re.compile(f"({_MARKS}{{3}}){_MARKS}+")
# Marks that turn the direction of what follows them.
_TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")


def clean_name(value: str, *, field: str = "name", max_length: int = 120) -> str:
    """One line as people mean it: composed (NFC), single spaces, nothing invisible, 1 to `max_length` characters."""
    kept = _LOOSE_JOINERS.sub("", _UNSEEN.sub("", one_line(value)))
    kept = one_line(_PILED_MARKS.sub(r"\1", unicodedata.normalize("NFC", kept)))
    return _measured(kept, field, max_length)


def clean_text(value: str, *, field: str = "text", max_length: int = 10_000, is_required: bool = False) -> str:
    """Several lines: composed, without control characters or marks that turn the direction of a line."""
    kept = _PILED_MARKS.sub(r"\1", _TURNS.sub("", paragraphs(value)))
    if is_blank(kept) and not is_required:
        return ""
    return _measured(kept, field, max_length)


def _measured(text: str, field: str, max_length: int) -> str:
    if is_blank(text):
        raise InvalidInput.on(field, _("Enter something here."), code="required")
    if len(text) > max_length:
        over = len(text) - max_length
        sentence = ngettext(
            "This is %(over)s character too long: at most %(most)s.", "This is %(over)s characters too long: at most %(most)s.", over
        )
        raise InvalidInput.on(field, sentence % {"over": over, "most": max_length}, code="too_long")
    return text
