# SPDX-License-Identifier: AGPL-3.0-or-later
"""Web addresses as people type them, and where a link may lead."""

import re
from html import escape

ADDRESS = re.compile(r"https?://[^\W_][^\s<>\"]*", re.IGNORECASE)

_SAFE = re.compile(r"(?:https?://|mailto:)[^\W_]", re.IGNORECASE)
# What ends a sentence rather than an address.
_AFTER = ".,;:!?…'’”»*_~`\\"
_PAIRS = {")": "(", "]": "["}


def trimmed(address: str) -> str:
    """Without what belongs to the sentence around it."""
    spare = {close: address.count(close) - address.count(opening) for close, opening in _PAIRS.items()}
    end = len(address)
    while end and (address[end - 1] in _AFTER or spare.get(address[end - 1], 0) > 0):
        if address[end - 1] in spare:
            spare[address[end - 1]] -= 1
        end -= 1
    return address[:end]


def is_safe(address: str) -> bool:
    """Whether a link may lead there: the web and mail, never a script or a file."""
    return _SAFE.match(address) is not None


def opening(address: str) -> str:
    """The tag that begins a link."""
    return f'<a class="r-link" href="{escape(address)}" target="_blank" rel="noopener noreferrer nofollow ugc">'


def bare(address: str) -> str:
    """A link that shows where it leads."""
    return f"{opening(address)}{escape(address, quote=False)}</a>"
