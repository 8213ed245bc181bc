# SPDX-License-Identifier: AGPL-3.0-or-later
"""What waits outside the organisation one is looking at."""

from collections.abc import Collection
from uuid import UUID

from django.db import connection

from ruche.kernel.users.models import User


def organisations_with_unread(user: User) -> Collection[UUID]:
    """Ids of the user's organisations where a message of somebody else waits; none for anybody but the user of the context."""
    with connection.cursor() as cursor:
        cursor.execute("select organisation_id from organisations_with_unread(%s)", [user.pk])
        return {row[0] for row in cursor.fetchall()}
