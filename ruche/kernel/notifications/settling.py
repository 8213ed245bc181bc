# SPDX-License-Identifier: AGPL-3.0-or-later
from datetime import timedelta
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from ruche.kernel.modules.activation import active_modules
from ruche.kernel.notifications.kinds import kinds_of, resolve_of
from ruche.kernel.notifications.models import Notification

AFTER = timedelta(days=14)  # until then somebody may still make a conversation unread again


def settle(organisation_id: UUID) -> int:
    """Mark old notifications read whose container was read; returns how many. Inside the organisation's scope."""
    old = Notification.objects.filter(read_at=None, happened_at__lt=timezone.now() - AFTER)
    read = Q(pk__in=[])
    for module, kind in kinds_of(active_modules(organisation_id)):
        if kind.read:
            read |= Q(kind=kind.name) & resolve_of(module, kind.read)()
    return int(old.filter(read).update(read_at=timezone.now(), updated_at=timezone.now()))
