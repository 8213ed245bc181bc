# SPDX-License-Identifier: AGPL-3.0-or-later
"""The colours offered to an organisation. Any other is accepted: the tokens keep every pair readable."""

import re

from django.utils.translation import gettext_lazy as _

from ruche.kernel.errors import InvalidInput

PALETTE = (
    ("#b97a08", _("Honey")),
    ("#c2571a", _("Terracotta")),
    ("#b8373e", _("Poppy")),
    ("#b03a72", _("Raspberry")),
    ("#7d4fb0", _("Iris")),
    ("#4a55b8", _("Indigo")),
    ("#1f6fb2", _("Sky")),
    ("#0e7c86", _("Lagoon")),
    ("#1d7a68", _("Teal")),
    ("#3f7d35", _("Moss")),
    ("#7a6a2f", _("Olive")),
    ("#5c5a57", _("Stone")),
)


def check_colour(colour: str, *, field: str = "colour") -> str:
    """The colour as it is kept, "#rrggbb" in lower case. Raises InvalidInput on the field."""
    colour = colour.strip().lower()
    if not re.fullmatch(r"#[0-9a-f]{6}", colour):
        raise InvalidInput.on(field, _("Choose a colour, or write it as # and six digits from 0 to f."), code="colour_malformed")
    return colour
