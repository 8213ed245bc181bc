# SPDX-License-Identifier: AGPL-3.0-or-later
"""`bin/new-module NAME`: a module that already passes every check, to be changed into yours."""

import keyword
import re
import sys
from pathlib import Path

from ruche.config.scaffold.french import add_french

TEMPLATE = Path(__file__).parent / "module"
SUFFIX = ".template"


def main(arguments: list[str]) -> int:
    """Exit code 0, or 2 with one sentence when the name cannot be used."""
    name = arguments[0] if len(arguments) == 1 else ""
    target = Path(__file__).resolve().parents[2] / "modules" / name
    if not re.fullmatch(r"[a-z][a-z0-9_]{2,29}", name) or keyword.iskeyword(name):
        return _refuse("Give one name: small letters, digits and _, 3 to 30 of them, such as: bin/new-module loans")
    if target.exists():
        return _refuse(f"There is a module {name} already.")
    create_module(name, target)
    add_french(label_of(name))
    sys.stdout.write(f"Made ruche/modules/{name}. Now: .venv/bin/ruche django makemigrations {name}\n")
    return 0


def create_module(name: str, target: Path) -> None:
    """Write the rooms of module `name` into the folder `target`."""
    words = {
        "__name__": name,
        "__Name__": "".join(part.title() for part in name.split("_")),
        "__label__": label_of(name),
    }
    for source in sorted(TEMPLATE.rglob(f"*{SUFFIX}")):
        relative = str(source.relative_to(TEMPLATE)).removesuffix(SUFFIX).replace("__name__", name)
        text = source.read_text()
        for mark, word in words.items():
            text = text.replace(mark, word)
        path = target / relative
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def label_of(name: str) -> str:
    """The label that the module has until its author chooses a better one."""
    return name.replace("_", " ").capitalize()


def _refuse(sentence: str) -> int:
    sys.stderr.write(sentence + "\n")
    return 2
