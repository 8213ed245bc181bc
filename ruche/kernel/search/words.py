# SPDX-License-Identifier: AGPL-3.0-or-later
"""From a text to the words under which it is found: folded, so that case and accents do not matter, in French and English alike.

Scripts that write no spaces are cut into pairs of characters. A plural is also kept without its ending.
"""

import re
from collections.abc import Iterable

from ruche.kernel.text import fold

LONGEST = 40  # letters kept of a word
MOST = 2_000  # words kept of a text

_WORD = re.compile(r"[^\W_]+")
# Thai, Lao, Tibetan, Myanmar, Khmer, kana, Han: no spaces between words.
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u0f00-\u0fff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff]+"
)

# Said so often that they tell nothing: left out of a question that says more.
_STOP = """
au aux avec ce ces cette dans de des du elle elles en est et etait eux il ils je la le les leur lui ma mais me meme mes moi mon ne nos
notre nous on ou par pas pour qu que qui sa se ses son sont sur ta te tes toi ton tu un une vos votre vous
an and are as at be been but by for from had has have he her his if in is it its me my no not of or our she so that the their them
they this to us was we were what which who will with you your
"""
STOP_WORDS = frozenset(_STOP.split())


def split(text: str) -> list[str]:
    """The words of a text in its order, folded. "L’Été à Évry" → ["l", "ete", "a", "evry"]."""
    return [word[:LONGEST] for word in _WORD.findall(fold(" ".join(text.split())))]


def words_of(text: str) -> set[str]:
    """Every word under which a text is found."""
    found: set[str] = set()
    for word in split(text):
        if len(found) >= MOST:
            break
        found.update(_forms(word))
    return found


def is_unspaced(word: str) -> bool:
    return _UNSPACED.match(word) is not None


def pieces(word: str) -> list[str]:
    """A word in runs of spaced and unspaced characters: "3日目" → ["3", "日目"]."""
    if word.isascii():
        return [word]
    parts, end = [], 0
    for match in _UNSPACED.finditer(word):
        parts += [word[end : match.start()], match.group()]
        end = match.end()
    return [part for part in (*parts, word[end:]) if part]


def pairs(run: str) -> list[str]:
    """Neighbouring characters by two; a lone one stays alone."""
    return [run[at : at + 2] for at in range(len(run) - 1)] or [run]


def singulars(word: str) -> set[str]:
    """What a plural may be the plural of, in French or English: "journaux" → {"journal", "journau"}."""
    if len(word) < 4 or word[-1] not in "sx":
        return set()
    found = {word[:-1]}
    if word.endswith("aux"):
        found.add(f"{word[:-3]}al")
    elif word.endswith("ies"):
        found.add(f"{word[:-3]}y")
    elif word.endswith("es") and word[-3] in "sxzh":
        found.add(word[:-2])
    return found


def _forms(word: str) -> Iterable[str]:
    if word.isascii():
        return (word, *singulars(word)) if len(word) > 1 or word.isdigit() else ()
    forms: list[str] = []
    for piece in pieces(word):
        if is_unspaced(piece):
            forms += [*pairs(piece), piece[-1]]  # each character then begins some form
        else:
            forms += [piece, *singulars(piece)]
    return forms
