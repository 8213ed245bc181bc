# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which worker runs which test, and in what order."""

from xdist.scheduler import LoadScopeScheduling

# Begun first: a long one at the end would leave the other worker idle.
LONGEST = ("tests/matrix/", "tests/fault/", "tests/browser/")


def begin_with(nodeid: str) -> int:
    """The place of a test in the order; those of one folder keep theirs."""
    return next((place for place, folder in enumerate(LONGEST) if nodeid.startswith(folder)), len(LONGEST))


class ByFile(LoadScopeScheduling):
    """The tests of a file stay together, for what they prepare once; those in a browser prepare nothing together and are spread."""

    def _split_scope(self, nodeid: str) -> str:
        if nodeid.startswith("tests/browser/"):
            return nodeid
        if nodeid.startswith("tests/fault/"):
            return "tests/fault/"  # one instance is prepared for all of them
        return nodeid.split("::", 1)[0]
