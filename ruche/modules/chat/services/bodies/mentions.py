# SPDX-License-Identifier: AGPL-3.0-or-later
"""`<@membership>` and `<@all>` in a body. Who may be called is given as names: membership id (or "all") → name."""

import re
from html import escape

CALL = re.compile(r"<@([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|all)>")


def span(id_: str, name: str) -> str:
    """selectors/message_data reads it again."""
    return f'<span class="r-mention" data-member="{id_}">@{escape(name, quote=False)}</span>'
