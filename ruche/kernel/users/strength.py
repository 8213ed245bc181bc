# SPDX-License-Identifier: AGPL-3.0-or-later
"""How hard a password is to guess (zxcvbn), in our words."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ruche.kernel.users.models import User

LEAST = 3
_READ = 72  # zxcvbn's time grows with the length, and nothing longer is weak for being short
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


def strength_of(password: str, user: User, words: Sequence[str] = ()) -> Strength:
    """Whoever guesses knows the person's name, address and organisation."""
    from zxcvbn import zxcvbn

    if not password:
        return Strength(0, "")
    known = [*user.email.replace("@", " ").replace(".", " ").split(), *user.name.split(), *words, "ruche"]
    found = zxcvbn(password[:_READ], user_inputs=[word for word in known if len(word) > 2])
    score = int(found["score"])
    weakest = max(found["sequence"], key=lambda part: len(part["token"]))["pattern"] if found["sequence"] else "bruteforce"
    return Strength(score, "" if score >= LEAST else _ADVICE.get(weakest, _ADVICE["bruteforce"]))


class StrengthValidator:
    """Django's interface to it."""

    def validate(self, password: str, user: User | None = None) -> None:
        strength = strength_of(password, user or User())
        if strength.score < LEAST:
            raise ValidationError(str(_("This password is easy to guess.")) + " " + str(strength.advice), code="password_guessable")

    def get_help_text(self) -> str:
        return str(_("Your password must be hard to guess."))
