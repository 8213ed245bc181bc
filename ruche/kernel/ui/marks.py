# SPDX-License-Identifier: AGPL-3.0-or-later
"""A template rendered once for each kind of what it shows, with marks where its values go, so that filling it in is fast."""

import re

from django.template.loader import render_to_string

# Characters of private use around the name of a value: no word of the product has them.
_MARK = re.compile("\ue000([a-z]+)\ue001")


class _Marks(dict[str, str | bool]):
    """row.author → the mark of the value "author", beside what is told of this kind."""

    def __missing__(self, name: str) -> str:
        return f"\ue000{name}\ue001"


def render_pattern(template: str, name: str, **kind: str | bool) -> str:
    """The template with %(value)s for each value of its variable `name`; `kind`: what decides how it looks. Values go in escaped."""
    html = render_to_string(template, {name: _Marks(kind)})
    return _MARK.sub(r"%(\1)s", html.strip().replace("%", "%%"))
