# SPDX-License-Identifier: AGPL-3.0-or-later
"""Calling people by name: who may be called, and the rows that say who was."""

from collections.abc import Mapping
from typing import NamedTuple
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from ruche.kernel.access.actor import Actor
from ruche.kernel.access.permissions import permissions_of
from ruche.kernel.errors import InvalidInput
from ruche.kernel.organisations.models import Membership
from ruche.modules.chat.models import ChannelMembership, Mention, Message
from ruche.modules.chat.permissions import MENTION_ALL
from ruche.modules.chat.selectors.message_data import ALL, mentions_in
from ruche.modules.chat.services.bodies import CALL, render_body


class Rendered(NamedTuple):
    """A body as HTML, and whom it calls: membership ids, None for everybody in the channel."""

    html: str
    called: frozenset[UUID | None]


def render_with_mentions(actor: Actor, *, channel_id: UUID, body: str, before: Mapping[str, str] | None = None) -> Rendered:
    """Resolve `<@…>` to active people of the channel (one query, none without a mention) and render.

    `before`: whom the message called before it was edited; these stay called. Raises InvalidInput on `body` when everybody is
    called by somebody who may not.
    """
    calls = set(CALL.findall(body))
    if not calls:
        return Rendered(render_body(body), frozenset())
    names = {**_names(channel_id, calls - {ALL}), **(before or {}), ALL: ALL}
    html = render_body(body, names)
    mentioned = mentions_in(html)
    if ALL in mentioned and ALL not in (before or {}) and MENTION_ALL not in permissions_of(actor.role):
        sentence = _("You do not have the right to mention everybody. Name people one by one.")
        raise InvalidInput.on("body", sentence, code="mention_all_refused")
    called = frozenset(None if one == ALL else UUID(one) for one in mentioned)
    return Rendered(html, called - {actor.membership.id})


def replace_mentions(message: Message, called: frozenset[UUID | None]) -> None:
    """Exactly these are called by the message from now on. Inside the transaction that holds its channel."""
    rows = {row.membership_id: row.id for row in Mention.objects.filter(message=message)}
    gone = [row_id for membership_id, row_id in rows.items() if membership_id not in called]
    if gone:
        Mention.objects.filter(id__in=gone).delete()
    new = sorted((one for one in called if one not in rows), key=str)
    Mention.objects.bulk_create(
        [Mention(channel_id=message.channel_id, message=message, membership_id=one, position=message.position) for one in new]
    )


def _names(channel_id: UUID, ids: set[str]) -> dict[str, str]:
    inside = ChannelMembership.objects.filter(channel_id=channel_id, membership=OuterRef("id"), left_at=None)
    people = Membership.objects.filter(Exists(inside), id__in=ids, status=Membership.Status.ACTIVE) if ids else ()
    return {str(person.id): person.name for person in people}
