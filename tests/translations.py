# SPDX-License-Identifier: AGPL-3.0-or-later
"""French is complete: every string of the sources is translated, none is fuzzy, every placeholder is kept."""

import re
import sys
import tempfile
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from tests.environment import ROOT

FRENCH = ROOT / "ruche/locale/fr/LC_MESSAGES/django.po"
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|%[sd]|\{\w*\}")


def main() -> int:
    kept = read_po(FRENCH.open("rb"))
    faults = [f"missing from the catalogue: {text!r}" for text in _sources() if kept.get(text) is None]
    faults += [fault for message in kept if message.id for fault in _faults(message)]
    for fault in faults:
        sys.stderr.write(fault + "\n")
    sys.stdout.write(f"{len(kept)} strings in French, {len(faults)} faults\n")
    return 1 if faults else 0


def _sources() -> list[str]:
    """Every msgid that makemessages finds, written to a folder of its own."""
    from django.core.management import call_command

    with tempfile.TemporaryDirectory() as folder:
        fresh = _extract(Path(folder))
    return [message.id if isinstance(message.id, str) else message.id[0] for message in fresh if message.id]


def _extract(folder: Path) -> Catalog:
    import django
    from django.core.management.commands.makemessages import Command

    django.setup()
    raise NotImplementedError(Command, folder)


def _faults(message: Message) -> list[str]:
    texts = [message.string] if isinstance(message.string, str) else list(message.string)
    sources = [message.id] if isinstance(message.id, str) else list(message.id)
    name = repr(sources[0])
    if message.fuzzy:
        return [f"fuzzy: {name}"]
    if not all(texts):
        return [f"not translated: {name}"]
    wanted = set(PLACEHOLDER.findall(sources[-1]))
    return [f"placeholders differ: {name}" for text in texts[-1:] if set(PLACEHOLDER.findall(text)) != wanted]


if __name__ == "__main__":
    sys.exit(main())
