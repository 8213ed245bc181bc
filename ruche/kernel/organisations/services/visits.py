# SPDX-License-Identifier: AGPL-3.0-or-later
from datetime import timedelta

from django.db import DatabaseError, transaction
from django.db.models import Q
from django.utils import timezone

from ruche.kernel.access.actor import Actor
from ruche.kernel.organisations.models import Membership
from ruche.kernel.security.database_errors import is_unwritable

PRECISION = timedelta(minutes=5)


def record_visit(actor: Actor) -> None:
    """Keep when somebody was last here, to five minutes: the order of the switcher. A full disk does not stop reading."""
    now = timezone.now()
    seen = actor.membership.last_visited_at
    if seen is not None and now - seen < PRECISION:
        return
    stale = Q(last_visited_at=None) | Q(last_visited_at__lt=now - PRECISION)
    try:
        with transaction.atomic():
            Membership.objects.filter(stale, pk=actor.membership.pk).update(last_visited_at=now)
    except DatabaseError as error:
        if not is_unwritable(error):
            raise
