# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rights that are not given from a window that was left open."""

from collections.abc import Collection

from ruche.kernel.access.permissions import catalogue
from ruche.kernel.sign_in.recent import check_recent


def dangerous_in(permissions: Collection[str]) -> frozenset[str]:
    """Those of them that ask for a recent sign-in."""
    known = catalogue()
    return frozenset(name for name in permissions if name in known and known[name].is_dangerous)


def check_recent_for(permissions: Collection[str]) -> None:
    """Raise RecentAuthentication where one of these rights is dangerous and nobody proved a moment ago who they are."""
    if dangerous_in(permissions):
        check_recent()
