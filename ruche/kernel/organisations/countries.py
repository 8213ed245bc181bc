# SPDX-License-Identifier: AGPL-3.0-or-later
"""Countries by their code (ISO 3166-1), named in the language of the reader."""

from functools import cache
from gettext import translation

import pycountry
from django.utils.translation import get_language

from ruche.kernel.text import fold

# Where French law and its registers hold.
FRENCH = frozenset({"FR", "GP", "MQ", "GF", "RE", "YT", "PM", "BL", "MF"})


def countries() -> list[tuple[str, str]]:
    """Code and name, by name."""
    return list(_named((get_language() or "en")[:2]))


def country_name(code: str) -> str:
    """The name of a country; the code itself when it is none."""
    return dict(_named((get_language() or "en")[:2])).get(code, code)


def is_country(code: str) -> bool:
    return pycountry.countries.get(alpha_2=code) is not None


@cache
def _named(language: str) -> tuple[tuple[str, str], ...]:
    words = translation("iso3166-1", pycountry.LOCALES_DIR, languages=[language], fallback=True)
    named = [(one.alpha_2, words.gettext(getattr(one, "common_name", one.name))) for one in pycountry.countries]
    return tuple(sorted(named, key=lambda pair: fold(pair[1])))
