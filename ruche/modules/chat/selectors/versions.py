# SPDX-License-Identifier: AGPL-3.0-or-later
"""What messages said before they were edited or deleted."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from ruche.kernel.access.actor import Actor
from ruche.kernel.errors import PermissionRefused
from ruche.modules.chat.models import MessageVersion
from ruche.modules.chat.selectors.message_access import get_message

PAGE = 50


@dataclass(frozen=True)
class VersionPage:
    """Former bodies, the last one first. `next`: the revision to pass on as `before`, or None."""

    versions: Sequence[MessageVersion]
    next: int | None


def list_versions(
    actor: Actor, *, message_id: UUID, channel_id: UUID | None = None, before: int | None = None, limit: int = PAGE
) -> VersionPage:
    """What a message said before: for its author and for those who moderate. Raises NotFound, PermissionRefused."""
    if not get_message(actor, message_id, channel_id=channel_id).can_see_versions:
        raise PermissionRefused()
    versions = MessageVersion.objects.filter(message=message_id)
    if before is not None:
        versions = versions.filter(revision__lt=before)
    found = list(versions.order_by("-revision")[: limit + 1])
    return VersionPage(found[:limit], found[limit - 1].revision if len(found) > limit else None)
