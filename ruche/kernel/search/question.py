# SPDX-License-Identifier: AGPL-3.0-or-later
"""What somebody typed into the search: words, and the filters `in:` and `from:` (in French `dans:` and `de:`)."""

import re
from dataclasses import dataclass, replace

from ruche.kernel.search.words import STOP_WORDS, is_unspaced, split

LONGEST = 200  # characters read
MOST_WORDS = 12

# in:general   from:"Nora Lefèvre"   de:@Nora
_FILTER = re.compile(r"""(?<!\S)(in|dans|from|de)\s?:\s?[@#]?(?:["“«]\s*([^"”»]*?)\s*["”»]|([^\s"“«]\S*))""", re.IGNORECASE)
_WITHIN = ("in", "dans")


@dataclass(frozen=True)
class Question:
    """`words` are folded, the last one may go on. `within` and `author`: what the filters name, "" without them."""

    text: str
    words: tuple[str, ...] = ()
    within: str = ""
    author: str = ""

    @property
    def plain(self) -> str:
        """The text without its filters."""
        return " ".join(_FILTER.sub(" ", self.text).split())

    @property
    def is_blank(self) -> bool:
        return not self.text

    @property
    def is_too_short(self) -> bool:
        """One letter finds everything, a channel alone too."""
        return not self.author and not any(len(word) > 1 or is_unspaced(word) or word.isdigit() for word in self.words)

    def inside(self, container: str) -> "Question":
        """The same within a container that is named by its id."""
        return replace(self, within=container) if container else self


def read_question(text: str) -> Question:
    """Never fails: what is too long is cut, what is no filter is a word."""
    kept = " ".join(text.replace("\0", " ").split())[:LONGEST]
    filters = {"within": "", "author": ""}
    for name, quoted, plain in _FILTER.findall(kept):
        filters["within" if name.lower() in _WITHIN else "author"] = quoted or plain
    return Question(kept, _telling(split(_FILTER.sub(" ", kept))), **filters)


def _telling(words: list[str]) -> tuple[str, ...]:
    """Without the words that tell nothing, unless there is no other; the last one is perhaps not finished."""
    some = list(dict.fromkeys(words))
    if not some:
        return ()
    telling = [word for word in some[:-1] if word not in STOP_WORDS and (len(word) > 1 or word.isdigit() or is_unspaced(word))]
    last = some[-1]
    if telling and len(last) == 1 and not (last.isdigit() or is_unspaced(last)):
        return tuple(telling[:MOST_WORDS])
    return (*telling[: MOST_WORDS - 1], last)
