# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rights that are not given from a window that was left open."""

from collections.abc import Collection

from ruche.kernel.access.permissions import catalogue
from ruche.kernel.sign_in.recent import check_recent


def check_recent_for(permissions: Collection[str]) -> None:
    """Raise RecentAuthentication where one of these rights is dangerous and nobody proved a moment ago who they are."""
    known = catalogue()
    if any(known[name].is_dangerous for name in permissions if name in known):
        check_recent()
