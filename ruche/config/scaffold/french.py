# SPDX-License-Identifier: AGPL-3.0-or-later
"""The French of a new module's first strings, so that it passes the check of translations from its first minute."""

from pathlib import Path

CATALOGUE = Path(__file__).resolve().parents[2] / "locale/fr/LC_MESSAGES/django.po"

# What the templates beside this file say. The label stays as it is until somebody translates it.
SENTENCES = {
    "__label__": "__label__",
    "What __label__ does, in one line": "Ce que fait __label__, en une ligne",
    "See __label__": "Voir __label__",
    "Create in __label__": "Créer dans __label__",
    "Nothing here yet": "Rien ici pour l’instant",
    "Title": "Titre",
    "Create": "Créer",
}


def add_french(label: str, catalogue: Path = CATALOGUE) -> None:
    """Append to the catalogue what it does not hold yet."""
    text = catalogue.read_text()
    for english, french in SENTENCES.items():
        line = f'msgid "{english.replace("__label__", label)}"\n'
        if line not in text:
            text += f'\n{line}msgstr "{french.replace("__label__", label)}"\n'
    catalogue.write_text(text)
