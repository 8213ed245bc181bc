# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reads a table of people as spreadsheets write it: UTF-8 or Windows, commas, semicolons or tabs, headings in French or English."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from ruche.kernel.errors import InvalidInput
from ruche.kernel.text import fold

MOST_BYTES, MOST_ROWS = 2 * 1024 * 1024, 5000
_DELIMITERS = ";,\t|"
_HEADINGS = {
    "email": ("email", "e-mail", "mail", "address", "adresse", "courriel", "e-mail address", "adresse e-mail", "email address"),
    "name": ("name", "nom", "full name", "nom complet", "prenom nom"),
    "first_name": ("first name", "prenom", "given name"),
    "last_name": ("last name", "nom de famille", "surname", "family name"),
    "role": ("role",),
    "group": ("group", "groupe", "team", "equipe"),
    "born_on": ("born on", "born", "date of birth", "birthday", "birth date", "ne le", "nee le", "ne(e) le", "date de naissance"),
    "guardian": ("guardian", "parent", "parent's e-mail", "parent e-mail", "parent email", "responsable legal", "e-mail parent", "tuteur"),
}


@dataclass(frozen=True)
class Line:
    """A row of the table; `number` as a spreadsheet counts."""

    number: int
    email: str
    name: str
    role: str
    group: str
    born_on: str = ""
    guardian: str = ""


def read_lines(content: bytes) -> list[Line]:
    """Everybody in the table. Raises InvalidInput on `file`: too big, empty, no column of addresses."""
    if len(content) > MOST_BYTES:
        raise InvalidInput.on("file", _("This file is larger than 2 MB. Divide it."), code="too_big")
    rows = [(number, cells) for number, cells in enumerate(_rows(_text(content)), start=1) if any(cell.strip() for cell in cells)]
    if not rows:
        raise InvalidInput.on("file", _("This file is empty."), code="empty")
    columns = _columns(rows[0][1])
    body = rows[1:] if columns else rows
    columns = columns or _guessed(rows[0][1])
    if "email" not in columns:
        raise InvalidInput.on("file", _("No column holds e-mail addresses. Write “e-mail” at its top."), code="no_addresses")
    if len(body) > MOST_ROWS:
        raise InvalidInput.on("file", _("At most 5,000 people at once. Divide the file."), code="too_many")
    return [_line(number, cells, columns) for number, cells in body]


def _text(content: bytes) -> str:
    """A spreadsheet under Windows writes its own alphabet, or UTF-16 when it is asked for Unicode."""
    for start, encoding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(start):
            return content.decode(encoding, errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _rows(text: str) -> list[list[str]]:
    text = text.replace("\x00", "")
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(_DELIMITERS, key=first.count)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error:
        raise InvalidInput.on("file", _("This is not a table that can be read. Save it as CSV."), code="no_table") from None


def _columns(cells: Sequence[str]) -> dict[str, int]:
    """Which column is which, by the headings; none when the first row is a person already."""
    if any("@" in cell for cell in cells):
        return {}
    found: dict[str, int] = {}
    for place, cell in enumerate(cells):
        for name, words in _HEADINGS.items():
            if fold(cell) in words:
                found.setdefault(name, place)
    if {"first_name", "name"} <= found.keys():  # "Prénom;Nom": the second is the family's
        found["last_name"] = found.pop("name")
    return found or {"nothing": 0}


def _guessed(cells: Sequence[str]) -> dict[str, int]:
    """Without headings: the address is where the @ is, and a name beside it."""
    place = next((place for place, cell in enumerate(cells) if "@" in cell), None)
    if place is None:
        return {}
    name = 1 if place == 0 else 0
    return {"email": place, "name": name} if len(cells) > 1 else {"email": place}


def _line(number: int, cells: Sequence[str], columns: dict[str, int]) -> Line:
    def cell(name: str) -> str:
        place = columns.get(name)
        return cells[place].strip()[:300] if place is not None and place < len(cells) else ""

    name = cell("name") or f"{cell('first_name')} {cell('last_name')}".strip()
    return Line(number, cell("email"), name[:120], cell("role"), cell("group"), cell("born_on")[:20], cell("guardian"))


def read_day(text: str) -> date | None:
    """A day as spreadsheets write it: 2012-03-01, 01/03/2012, 1.3.2012. None when it is none; two-digit years are not guessed."""
    for pattern in ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y"):
        try:
            return datetime.strptime(text, pattern).date()
        except ValueError:
            continue
    return None
