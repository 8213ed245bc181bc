# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reads a pasted list of e-mail addresses, as people have them: from a spreadsheet, a mail program, a text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from ruche.kernel.text import one_line
from ruche.kernel.users.models import clean_email, email_key

# A separator outside quotes and angle brackets.
_PIECES = re.compile(r"""(?:"[^"\n]*"|<[^>\n]*>|[^,;\t\n"<]|["<])+""")
_ADDRESS = re.compile(r"""[^\s<>"'«»()\[\],;@]+@[^\s<>"'«»()\[\],;@]+(?!\S*@)""")
_AROUND = " \"'«»“”<>()[],;:-"
_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad]")


@dataclass(frozen=True)
class PastedAddress:
    """One piece of what was pasted. `email` is None when there is no address to be found in `text`."""

    text: str
    email: str | None = None
    name: str = ""

    @property
    def email_key(self) -> str:
        return email_key(self.email or "")


def read_addresses(pasted: str) -> list[PastedAddress]:
    """Every piece in order, lost in none: "Léa <lea@example.org>, paul@example.org" gives two."""
    return [_read(piece) for line in pasted.splitlines() for piece in _pieces(line)]


def _pieces(line: str) -> Iterator[str]:
    """Parts of a line. A part without address is the beginning of a name: "Dupont, Léa <lea@…>"."""
    waiting = ""
    for piece in (one_line(_INVISIBLE.sub("", found)).replace("＠", "@") for found in _PIECES.findall(line)):
        if not piece:
            continue
        if "@" not in piece:
            waiting = f"{waiting} {piece}".strip()
        elif "<" in piece:
            yield f"{waiting} {piece}".strip()
            waiting = ""
        else:
            yield from filter(None, [waiting])
            waiting = ""
            yield from _bare(piece)
    yield from filter(None, [waiting])


def _bare(piece: str) -> Iterator[str]:
    """ "a@x.org b@x.org" is two pieces, "Léa lea@x.org" is one."""
    words = piece.split(" ")
    if all("@" in word for word in words):
        yield from words
    else:
        yield piece


def _read(piece: str) -> PastedAddress:
    found = _ADDRESS.search(piece)
    email = found[0].removeprefix("mailto:").rstrip(".") if found else ""
    try:
        validate_email(email)
    except ValidationError:
        email = ""
    if not 0 < len(email) <= 254:
        return PastedAddress(piece[:300])
    around = piece[: found.start()] or piece[found.end() :] if found else ""
    return PastedAddress(piece[:300], clean_email(email), around.strip(_AROUND)[:120])
