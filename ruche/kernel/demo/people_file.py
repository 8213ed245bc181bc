# SPDX-License-Identifier: AGPL-3.0-or-later
"""The people of the demonstration, read from organisations/demo_data/people.toml."""

import tomllib
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from ruche.kernel.organisations import __path__ as organisations_path

FILE = Path(organisations_path[0]) / "demo_data" / "people.toml"
DOMAIN = "ruche.example"
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def demo_organisations() -> dict[str, Mapping[str, Any]]:
    """The organisations by their key, as the file has them."""
    found: dict[str, Mapping[str, Any]] = tomllib.loads(FILE.read_text())["organisations"]
    return found


def address_of(person: Mapping[str, Any]) -> str:
    return f"{person['email']}@{DOMAIN}"


def name_of(person: Mapping[str, Any]) -> str:
    return f"{person['first']} {person.get('last', '')}".strip()


def day_zero(entry: Mapping[str, Any], today: date) -> date:
    """The day from which the texts count back: the first anchor weekday that is not before today."""
    anchor = entry.get("anchor_weekday")
    return today + timedelta(days=(_WEEKDAYS.index(anchor) - today.weekday()) % 7) if anchor else today


def demo_people() -> list[tuple[str, str, list[str]]]:
    """Name, address and organisations of everybody who can sign in to the demonstration; each person once."""
    people: dict[str, tuple[str, str, list[str]]] = {}
    for entry in demo_organisations().values():
        for person in entry["people"]:
            known = people.setdefault(person["email"], (name_of(person), address_of(person), []))
            known[2].append(entry["name"])
    return list(people.values())
