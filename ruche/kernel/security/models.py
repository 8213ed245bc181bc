# SPDX-License-Identifier: AGPL-3.0-or-later
from django.db import models

from ruche.kernel.db.models import GlobalModel


class LimitUse(GlobalModel):
    """How often something was tried in the running window. An unlogged table: a crash forgets it, and that is fine.

    `key` is a keyed hash, so that the table tells nobody's address.
    """

    key = models.CharField(max_length=64, unique=True)
    used = models.PositiveIntegerField()
    allowed = models.PositiveIntegerField()
    is_refused = models.BooleanField(default=False)
    resets_at = models.DateTimeField(db_index=True)


class InstanceFact(GlobalModel):
    """One thing to know about the whole instance: is the demo data complete, which set-up link is open."""

    key = models.CharField(max_length=60, unique=True)
    value = models.JSONField()
