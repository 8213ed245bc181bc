# SPDX-License-Identifier: AGPL-3.0-or-later
"""French is complete: every string of the sources is translated, none is fuzzy, every placeholder is kept."""

import re
import subprocess
import sys

from babel.messages.catalog import Message
from babel.messages.pofile import read_po

from tests.environment import ROOT

FRENCH = ROOT / "ruche/locale/fr/LC_MESSAGES/django.po"
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|%[sd]|\{\w*\}")

# As a developer runs it after changing a string.
COMMAND = [sys.executable, "-W", "ignore", "-m", "django", "makemessages", "-l", "fr", "--no-location", "--no-obsolete", "--no-wrap"]
COMMAND += ["--ignore=*/tests/*", "--ignore=config/scaffold/*", "--ignore=kernel/ui/static/*"]


def main() -> int:
    kept = read_po(FRENCH.open("rb"))
    faults = [f"missing from the catalogue: {text!r}" for text in _sources() if kept.get(text) is None]
    faults += [fault for message in kept if message.id for fault in _faults(message)]
    for fault in faults:
        sys.stderr.write(fault + "\n")
    sys.stdout.write(f"{len(kept)} strings in French, {len(faults)} faults\n")
    return 1 if faults else 0


def _sources() -> list[str]:
    """Every msgid of the sources: makemessages runs on the real catalogue, which is then put back as it was."""
    kept = FRENCH.read_bytes()
    try:
        subprocess.run(COMMAND, cwd=ROOT / "ruche", check=True, capture_output=True)
        fresh = read_po(FRENCH.open("rb"))
    finally:
        FRENCH.write_bytes(kept)
    return [message.id if isinstance(message.id, str) else message.id[0] for message in fresh if message.id]


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
