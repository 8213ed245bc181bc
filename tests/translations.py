# SPDX-License-Identifier: AGPL-3.0-or-later
"""French is complete: every string of the sources is translated, none is fuzzy or left over, placeholders and typography hold.

`python -m tests.translations` checks; with `--update` it first brings the catalogue up to date with the sources, for you to translate.
"""

import contextlib
import re
import sys
import tempfile
from pathlib import Path

import django
from babel.messages.catalog import Message
from babel.messages.pofile import read_po
from django.core.management import call_command
from django.core.management.commands.makemessages import Command
from django.test import override_settings

from tests.environment import ROOT
from tests.literals import untranslated

FRENCH = ROOT / "ruche/locale/fr/LC_MESSAGES/django.po"
OUTSIDE = [path.name for path in ROOT.iterdir() if path.name != "ruche"]
IGNORED = [*OUTSIDE, "*/tests/*", "ruche/config/scaffold/*", "ruche/kernel/ui/static/*", "ruche/locale"]
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
TAG = re.compile(r"<[^<>]+>")
TYPOGRAPHY = {
    "an ordinary space where U+202F belongs": re.compile(r" [:;!?]"),
    "no U+202F before a double sign": re.compile(r"[^\W\d][;!?](?!\w)|(?<!Content-Type)(?<=[^\W\d]):\s"),
    "no no-break space inside « »": re.compile(r"«(?!\u00a0)|(?<!\u00a0)»"),
    "a typewriter’s quote": re.compile(r"\w'\w|\""),
    "three dots": re.compile(r"\.\.\."),
    "an exclamation mark": re.compile(r"!"),
}

Key = tuple[str | None, str]


class _Extraction(Command):
    msgmerge_options = [*Command.msgmerge_options, "--no-fuzzy-matching"]


def main(arguments: list[str]) -> int:
    if arguments == ["--update"]:
        _extract_into(FRENCH)
    kept = {_key(message): message for message in read_po(FRENCH.open("rb")) if message.id}
    sources = _sources()
    faults = [f"missing from the catalogue: {text!r}" for _, text in sorted(sources - set(kept), key=str)]
    faults += [f"no longer in the sources: {text!r}" for _, text in sorted(set(kept) - sources, key=str)]
    faults += [fault for message in kept.values() for fault in _faults(message)]
    faults += untranslated()
    for fault in faults:
        sys.stderr.write(fault + "\n")
    sys.stdout.write(f"{len(kept)} strings in French, {len(faults)} faults\n")
    if any("catalogue" in fault or "no longer" in fault for fault in faults):
        sys.stderr.write("Bring the catalogue up to date by: .venv/bin/python -m tests.translations --update\n")
    return 1 if faults else 0


def _key(message: Message) -> Key:
    return message.context, message.id if isinstance(message.id, str) else message.id[0]


def _sources() -> set[Key]:
    """Every string of the sources, read into an empty catalogue of its own."""
    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder, "locale/fr/LC_MESSAGES/django.po")
        _extract_into(fresh)
        return {_key(message) for message in read_po(fresh.open("rb")) if message.id}


def _extract_into(catalogue: Path) -> None:
    """Django's makemessages over ruche/, into this catalogue; what it holds already stays."""
    catalogue.parent.mkdir(parents=True, exist_ok=True)
    django.setup()
    with contextlib.chdir(ROOT), override_settings(LOCALE_PATHS=[str(catalogue.parents[2])]):
        options = {"no_location": True, "no_obsolete": True, "no_wrap": True, "ignore_patterns": IGNORED, "verbosity": 0}
        call_command(_Extraction(), locale=["fr"], **options)
    text = catalogue.read_text()
    catalogue.write_text(re.sub(r'^"POT-Creation-Date:.*\n', "", text, flags=re.MULTILINE))


def _placeholders(text: str) -> list[str]:
    return sorted(PLACEHOLDER.findall(text))


def _faults(message: Message) -> list[str]:
    texts = [message.string] if isinstance(message.string, str) else list(message.string)
    sources = [message.id] if isinstance(message.id, str) else list(message.id)
    name = repr(sources[0])
    if message.fuzzy:
        return [f"fuzzy: {name}"]
    if not all(texts):
        return [f"not translated: {name}"]
    pairs = zip(texts, sources if len(sources) == len(texts) else sources[-1:] * len(texts), strict=True)
    faults = [f"placeholders differ: {name}" for text, source in pairs if _placeholders(text) != _placeholders(source)]
    plain = [TAG.sub("", text) for text in texts]
    return faults + [f"{fault}: {text!r}" for text in plain for fault, sign in TYPOGRAPHY.items() if sign.search(text)]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
