# SPDX-License-Identifier: AGPL-3.0-or-later
"""What people type, made safe to keep, and the folded form under which names are sorted, compared and searched."""

import re
import unicodedata

_LETTERS = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "’": "'", "ʼ": "'"})
_BLANKS = re.compile(r"\s+")
# The categories Cc and Cs, but for the end of a line and the tab.
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
# Marks that turn the direction of what follows them, and break the line they are pasted into.
_TURNS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def fold(text: str) -> str:
    """The key of a name: no accents, no case, no invisible characters, single spaces. "Émile  Œuf" → "emile oeuf"."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    kept = "".join(character for character in plain if unicodedata.category(character) not in ("Mn", "Cf", "Cc", "Cs"))
    return _BLANKS.sub(" ", kept).strip()


def one_line(text: str) -> str:
    """A name or a title: composed, single spaces, without control characters, marks of direction and lone surrogates."""
    spaced = _BLANKS.sub(" ", unicodedata.normalize("NFC", text))
    return "".join(character for character in spaced if _is_kept(character) and character not in _TURNS).strip()


def paragraphs(text: str) -> str:
    """A text of several lines: composed, "\\n" at each line's end, no other control character but the tab."""
    composed = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return _CONTROLS.sub("", composed).strip("\n").rstrip()


def is_blank(text: str) -> bool:
    """Whether nothing of it can be seen: only spaces, zero-width and control characters."""
    return all(character.isspace() or unicodedata.category(character) in ("Cf", "Cc", "Cs", "Zs") for character in text)


def _is_kept(character: str) -> bool:
    return unicodedata.category(character) not in ("Cc", "Cs")
