# SPDX-License-Identifier: AGPL-3.0-or-later
"""All style sheets share one page: a class of one part that another part also styles breaks both."""

import re
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).parents[2] / "ruche"
# The components, and the frames of the entrance and of the account's and instance's pages, are refined where they are used.
SHARED = ("r-", "m-", "i-")

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_SELECTORS = re.compile(r"([^{};@]+)\{")
_FIRST_CLASS = re.compile(r"\s*\.([a-z]+-[\w-]+)")


def test_every_class_is_styled_by_one_part() -> None:
    parts: dict[str, set[str]] = defaultdict(set)
    for sheet in ROOT.glob("*/*/styles/*.css"):
        for selectors in _SELECTORS.findall(_COMMENT.sub("", sheet.read_text())):
            for selector in selectors.split(","):
                if (found := _FIRST_CLASS.match(selector)) and not found[1].startswith(SHARED):
                    parts[found[1]].add(sheet.relative_to(ROOT).parts[1])
    assert len(parts) > 100
    assert {name: sorted(styled) for name, styled in parts.items() if len(styled) > 1} == {}
