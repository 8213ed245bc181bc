# SPDX-License-Identifier: AGPL-3.0-or-later
"""Text that people would see but nobody can translate: literal words in templates and islands. Crude, and reliable."""

import re
from collections.abc import Callable, Iterable, Iterator
from html.parser import HTMLParser
from pathlib import Path

from tests.environment import ROOT

# Words that are the same in every language, each with its reason.
EXEMPT = {
    "Ruche": "the product's name",
    "PostgreSQL": "the name of a program",
    '${SIZE - 6}px "Apple Color Emoji", "Segoe UI Emoji", "Noto Color Emoji", sans-serif': "names of fonts",
    "RUCHE_DEMO=0 RUCHE_DATA_DIR=./ruche-data bin/run": "a command, typed as it stands",
    "SIREN": "the name of a register",
    "SIRET": "the name of a register",
    "RNA": "the name of a register",
    "RCS": "the name of a register",
    "lea@example.org": "an address as one is written",
}
SHOWN = ("aria-label", "aria-description", "aria-roledescription", "placeholder", "title", "alt")
SILENT = ("script", "style", "code")  # code: commands and settings are typed as they stand
LETTERS = re.compile(r"[^\W\d_]{2,}")
KEY = re.compile(r"\bCtrl\b")  # as it is printed on a keyboard
OPENS_A_SENTENCE = re.compile(r"[A-ZÀ-Ý][a-zà-ÿ]+($|[ ,])")

BLOCK_OF_CLASSES = re.compile(r"\{% block (?:\w*class|islands|island_values) %\}(?:(?!\{% block ).)*?\{% endblock %\}", re.DOTALL)
COMMENT = re.compile(r"\{#.*?#\}|\{% comment.*?endcomment %\}|<!--.*?-->", re.DOTALL)
TRANSLATED = re.compile(r"\{% blocktrans.*?endblocktrans(?:late)? %\}", re.DOTALL)
TAG = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
SENTENCE_IN_TAG = re.compile(r"\{% (?!translate|trans )[^%]*?(?<![:|\w])\"([A-Z][^\"]*[a-z] [^\"]*|[A-Z][a-z]+)\"")

TS_COMMENT = re.compile(r"/\*.*?\*/|(?<![:\"'`\w])//[^\n]*", re.DOTALL)
TS_PATTERN = re.compile(r"(?<=[=(,:] )/(?![/*])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n\[])+/[a-z]*")
TS_STRING = re.compile(r"\"((?:[^\"\\\n]|\\.)*)\"|'((?:[^'\\\n]|\\.)*)'|`((?:[^`\\]|\\.)*)`")
TS_SHOWING = re.compile(
    r"(?:textContent|innerText|ariaLabel|title|placeholder|alt)\s*=\s*[\"'`]([^\"'`]*)|(?:confirm|alert)\([\"'`]([^\"'`]*)"
)
TS_DRAWING = re.compile(r"^M\$\{")  # the path of an SVG: moves to a place first
TS_ERROR = re.compile(r"new \w*Error\([^\n]*")  # for whoever reads the console
SENTENCE = re.compile(r"^[A-Z][^\W\d_]*(?:[ ,’][^\W\d_]+)+|[^\W\d_]{2,} [^\W\d_]{2,} [^\W\d_]{2,}")


def untranslated() -> list[str]:
    """One line per literal text: where it stands, and what it says."""
    found = [*_found(_templates(), _words_of_template), *_found(_islands(), _words_of_island)]
    return [f"not for translation: {path.relative_to(ROOT)}: {words!r}" for path, words in found if words not in EXEMPT]


def _found(paths: Iterable[Path], read: Callable[[str, str], Iterable[str]]) -> Iterator[tuple[Path, str]]:
    for path in sorted(paths):
        yield from ((path, words) for words in read(path.read_text(), path.suffix))


def _templates() -> Iterator[Path]:
    for suffix in ("html", "txt"):
        yield from (path for path in ROOT.glob(f"ruche/**/templates/**/*.{suffix}") if "tests" not in path.parts)


def _islands() -> Iterator[Path]:
    for pattern in ("ruche/**/islands/**/*.ts", "frontend/*.ts"):
        yield from (path for path in ROOT.glob(pattern) if not path.name.endswith(".test.ts"))


def _words_of_template(text: str, suffix: str) -> Iterator[str]:
    text = TRANSLATED.sub("", COMMENT.sub("", text))
    while BLOCK_OF_CLASSES.search(text):
        text = BLOCK_OF_CLASSES.sub("", text)
    yield from SENTENCE_IN_TAG.findall(text)
    bare = TAG.sub("", text)
    if suffix == ".txt":
        yield from (line.strip() for line in bare.splitlines() if LETTERS.search(line))
        return
    reader = _Reader()
    reader.feed(bare)
    yield from reader.words


def _words_of_island(text: str, _: str) -> Iterator[str]:
    text = TS_ERROR.sub("", TS_PATTERN.sub("", TS_COMMENT.sub("", text)))
    yield from (words for pair in TS_SHOWING.findall(text) for words in pair if LETTERS.search(re.sub(r"\$\{.*?\}", "", words)))
    for strings in TS_STRING.findall(text):
        yield from (words for words in strings if _is_sentence(words))


def _is_sentence(text: str) -> bool:
    return not TS_DRAWING.match(text) and SENTENCE.search(re.sub(r"\$\{.*?\}", "n", text)) is not None


def _holds_words(text: str) -> bool:
    return LETTERS.search(KEY.sub("", text)) is not None


class _Reader(HTMLParser):
    """Collects text nodes and shown attributes that hold words."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in SILENT
        for name, value in attrs:
            if value and (_holds_words(value) if name in SHOWN else name.startswith("data-") and OPENS_A_SENTENCE.match(value)):
                self.words.append(value.strip())

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in SILENT

    def handle_data(self, data: str) -> None:
        if not self._silent and _holds_words(data):
            self.words.append(" ".join(data.split()).strip(" ·"))
