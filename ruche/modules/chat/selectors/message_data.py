# SPDX-License-Identifier: AGPL-3.0-or-later
"""A message as the API and the live frames say it: the same for every reader, no word of a language, no local time."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from html import unescape
from typing import Any

from ruche.kernel.organisations.models import Membership
from ruche.kernel.ui.hues import hue_of
from ruche.modules.chat.models import Message

ALL = "all"

# As services/bodies writes it; nothing that was typed can look like this.
_MENTION = re.compile(r'<span class="r-mention" data-member="([0-9a-f-]{36}|all)">@([^<]*)</span>')


def message_data(message: Message) -> dict[str, Any]:
    """What is needed of it was read by `with_people`."""
    if message.deleted_at is not None:
        return {"id": str(message.id), "position": message.position, "revision": message.revision, "deleted": True}
    return {
        "id": str(message.id),
        "client_id": str(message.client_id),
        "position": message.position,
        "revision": message.revision,
        "author": author_data(message.author),
        "body": message.body,
        "html": message.html,
        "created_at": instant_text(message.posted_at),
        "edited_at": instant_text(message.edited_at),
        "pinned": _pin_data(message),
        "mentions": mentions_data(message),
    }


def messages_data(messages: Iterable[Message]) -> list[dict[str, Any]]:
    return [message_data(message) for message in messages]


def author_data(author: Membership) -> dict[str, str]:
    """Who wrote."""
    return {"id": str(author.id), "name": author.name, "initials": author.initials, "hue": hue_of(author.id)}


def mentions_data(message: Message) -> list[dict[str, str]]:
    """Whom the message calls."""
    return [{"id": id_, "name": name} for id_, name in mentions_in(message.html).items()]


def mentions_in(html: str) -> dict[str, str]:
    """Whom a rendered body calls: membership id (or "all") → the name as it stands there, in the order of the text."""
    return {id_: unescape(name) for id_, name in _MENTION.findall(html)} if 'data-member="' in html else {}


def instant_text(value: datetime | None) -> str | None:
    """RFC 3339 in UTC with microseconds and Z."""
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ") if value else None


def _pin_data(message: Message) -> dict[str, Any] | None:
    if message.pinned_at is None or message.pinned_by is None:
        return None
    return {"at": instant_text(message.pinned_at), "by": {"id": str(message.pinned_by.id), "name": message.pinned_by.name}}
