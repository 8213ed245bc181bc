# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the panel beside a conversation shows. Everything is read when the template asks for it."""

from collections.abc import Sequence
from functools import cached_property

from ruche.kernel.organisations.models import Membership
from ruche.modules.chat.selectors import ChannelAccess, count_people, list_addable, list_people
from ruche.modules.chat.selectors.people import people_by_id

# Fewer people are seen at a glance.
SEARCHABLE = 20
MOST = 200


class DetailsPage:
    """`words`: of the names to show; `added`: of the names of people to bring in."""

    def __init__(self, access: ChannelAccess, *, words: str = "", added: str = "") -> None:
        self.access, self.words, self.added = access, words[:80], added[:80]

    @cached_property
    def count(self) -> int:
        return count_people(self.access)

    @property
    def is_searchable(self) -> bool:
        return self.count > SEARCHABLE

    @cached_property
    def people(self) -> Sequence[Membership]:
        return list_people(self.access, words=self.words, limit=MOST)

    @property
    def is_cut(self) -> bool:
        return len(self.people) == MOST

    @cached_property
    def addable(self) -> Sequence[Membership]:
        return list_addable(self.access, words=self.added) if self.added.strip() else ()

    @property
    def can_bring(self) -> bool:
        return self.access.can_add or self.access.can_extend

    @cached_property
    def creator(self) -> Membership | None:
        creator_id = self.access.channel.created_by_id
        return people_by_id([creator_id]).get(creator_id) if creator_id else None
