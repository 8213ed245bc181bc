# SPDX-License-Identifier: AGPL-3.0-or-later
"""Calling people by name: who may be called, and the rows that say who was."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from ruche.kernel.access.actor import Actor
from ruche.kernel.db.context import required_organisation_id
from ruche.kernel.db.statements import fetch_all
from ruche.kernel.errors import InvalidInput
from ruche.modules.chat.models import Mention, Message
from ruche.modules.chat.permissions import MENTION_ALL
from ruche.modules.chat.selectors.message_data import ALL, mentions_in
from ruche.modules.chat.services.bodies import CALL, render_body

_PEOPLE = """
select person.id, person.name,
       exists (select from protection_block b where b.organisation_id = person.organisation_id and b.blocker_id = person.id
               and b.blocked_id = %(author)s::uuid)
from organisations_membership person
join chat_channelmembership inside on inside.organisation_id = person.organisation_id and inside.membership_id = person.id
where person.organisation_id = %(organisation)s and person.id = any(%(people)s::uuid[]) and person.status = 'active'
  and inside.channel_id = %(channel)s and inside.left_at is null
"""


class Rendered(NamedTuple):
    """A body as HTML, whom it calls (membership ids, None for everybody in the channel), and what of it is kept."""

    html: str
    called: frozenset[UUID | None]
    body: str


def render_with_mentions(actor: Actor, *, channel_id: UUID, body: str, before: Mapping[str, str] | None = None) -> Rendered:
    """Resolve `<@…>` to active people of the channel (one query, none without a mention) and render.

    Whoever blocks the author is named, and not called. `before`: whom the message called before it was edited; these stay
    called. Raises InvalidInput on `body` when everybody is called by somebody who may not.
    """
    if not may_call(body):
        return Rendered(render_body(body), frozenset(), body)
    people = _people_called(channel_id, [body], author_id=actor.membership.id)
    kept = CALL.sub(lambda call: f"@{people.closed[call[1]]}" if call[1] in people.closed else call[0], body)
    html = render_body(kept, {**(before or {}), **people.open})
    called = mentions_in(html)
    if ALL in called and ALL not in (before or {}) and not actor.can(MENTION_ALL):
        sentence = _("You do not have the right to mention everybody. Name people one by one.")
        raise InvalidInput.on("body", sentence, code="mention_all_refused")
    return Rendered(html, _ids(called) - {actor.membership.id}, kept)


def may_call(body: str) -> bool:
    """Whether it could mention somebody."""
    return "<@" in body


def people_called(channel_id: UUID, bodies: Iterable[str]) -> dict[str, str]:
    """Whom `<@…>` in these bodies may call, membership id (or "all") → name: the active people of the channel.

    One query, none without a mention of a person.
    """
    return _people_called(channel_id, bodies, author_id=None).open


class _People(NamedTuple):
    """Names by membership id: of those who may be called, and of those who block the author."""

    open: dict[str, str]
    closed: dict[str, str]


def _people_called(channel_id: UUID, bodies: Iterable[str], *, author_id: UUID | None) -> _People:
    calls = {call for body in bodies if may_call(body) for call in CALL.findall(body)}
    people = _People({ALL: ALL} if ALL in calls else {}, {})
    if ids := calls - {ALL}:
        asked = {"organisation": required_organisation_id(), "channel": channel_id, "people": list(ids), "author": author_id}
        for id_, name, is_closed in fetch_all(_PEOPLE, asked):
            (people.closed if is_closed else people.open)[str(id_)] = name
    return people


def keep_mentions(messages: Iterable[Message]) -> None:
    """The mentions of messages that are new. Inside the transaction that writes them."""
    rows = [row for message in messages for row in _rows(message, _ids(mentions_in(message.html)) - {message.author_id})]
    Mention.objects.bulk_create(rows, batch_size=500)


def replace_mentions(message: Message, called: frozenset[UUID | None]) -> bool:
    """Exactly these are called by the message from now on; True when somebody is called no more.

    Inside the transaction that holds its channel.
    """
    rows = {row.membership_id: row.id for row in Mention.objects.filter(message=message)}
    gone = [row_id for membership_id, row_id in rows.items() if membership_id not in called]
    if gone:
        Mention.objects.filter(id__in=gone).delete()
    Mention.objects.bulk_create(_rows(message, called - rows.keys()))
    return bool(gone)


def _ids(called: Iterable[str]) -> frozenset[UUID | None]:
    return frozenset(None if one == ALL else UUID(one) for one in called)


def _rows(message: Message, called: Iterable[UUID | None]) -> list[Mention]:
    return [Mention(channel_id=message.channel_id, message=message, membership_id=one, position=message.position) for one in called]
