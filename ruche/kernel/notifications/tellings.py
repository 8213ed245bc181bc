# SPDX-License-Identifier: AGPL-3.0-or-later
from dataclasses import dataclass

from ruche.kernel.organisations.models import Membership


@dataclass(frozen=True)
class Telling:
    """A notification in the reader's words: what happened, to what, where it leads."""

    title: str
    url: str
    excerpt: str = ""
    person: Membership | None = None
