# SPDX-License-Identifier: AGPL-3.0-or-later
"""How hard a password is to guess (zxcvbn), in our words."""

import math
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ruche.kernel.users.models import User

LEAST = 3
GUESSABLE = "password_guessable"
_VERDICTS = (_("Guessed at once."), _("Very easy to guess."), _("Easy to guess."), _("Hard to guess."), _("Very hard to guess."))
_READ = 40  # zxcvbn's time grows with the length, and nothing longer is weak for being short
# It tries every way to read signs as letters, so a password of nothing but such signs would keep it busy for minutes.
_MOST_WAYS = 8
_HIDDEN = {ord(sign): chr(0xE000 + number) for number, sign in enumerate("@({[<|!$+%")}
_ADVICE = {
    "dictionary": _("It is a word or name that programmes try first. Put several words together that have nothing to do with each other."),
    "spatial": _("Rows of keys are tried first. Put several words together instead."),
    "repeat": _("Repeating makes it no harder. Add words that are not in it yet."),
    "sequence": _("Runs such as “abc” or “6543” are tried first. Add words that are not in it yet."),
    "date": _("Dates and years are tried first. Add words that have nothing to do with you."),
    "bruteforce": _("Make it longer: three or four words are easy to remember and hard to guess."),
}


@dataclass(frozen=True)
class Strength:
    """`score` from 0 (guessed at once) to 4; `advice` is empty when it is strong enough."""

    score: int
    advice: Any


def strength_of(password: str, user: User) -> Strength:
    """Whoever guesses knows the person's name and address."""
    from zxcvbn import zxcvbn

    if not password:
        return Strength(0, "")
    known = [*user.email.replace("@", " ").replace(".", " ").split(), *user.name.split(), "ruche"]
    found = zxcvbn(_readable(password[:_READ]), user_inputs=[word for word in known if len(word) > 2])
    score = int(found["score"])
    weakest = max(found["sequence"], key=lambda part: len(part["token"]))["pattern"] if found["sequence"] else "bruteforce"
    return Strength(score, "" if score >= LEAST else _ADVICE.get(weakest, _ADVICE["bruteforce"]))


def _readable(password: str) -> str:
    """The same; its signs stand for themselves only where they could be read as letters in too many ways."""
    from zxcvbn.matching import L33T_TABLE

    ways = math.prod(max(1, len(set(signs) & set(password))) for signs in L33T_TABLE.values())
    return password if ways <= _MOST_WAYS else password.translate(_HIDDEN)


@dataclass(frozen=True)
class Judgement:
    """What somebody is told of a new password (`score` from 0 to 4, in words), what to do better, and whether it would be taken."""

    score: int
    verdict: Any
    advice: Any
    is_accepted: bool


def judge(password: str, user: User) -> Judgement:
    """By the very rules that a new password is refused by: length, common ones, likeness to the person, and how hard it is to guess."""
    strength = strength_of(password, user)
    try:
        validate_password(password, user)
    except ValidationError as refusal:
        other = [message for error in refusal.error_list if error.code != GUESSABLE for message in error.messages]
        score = min(strength.score, LEAST - 1)
        return Judgement(score, _VERDICTS[score], " ".join(str(one) for one in (*other[:1], strength.advice) if one), False)
    return Judgement(strength.score, _VERDICTS[strength.score], "", True)


class StrengthValidator:
    """Django's interface to it."""

    def validate(self, password: str, user: User | None = None) -> None:
        strength = strength_of(password, user or User())
        if strength.score < LEAST:
            raise ValidationError(str(_("This password is easy to guess.")) + " " + str(strength.advice), code=GUESSABLE)

    def get_help_text(self) -> str:
        return str(_("Your password must be hard to guess."))
