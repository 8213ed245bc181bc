# SPDX-License-Identifier: AGPL-3.0-or-later
from django.db import models

from ruche.kernel.db.models import GlobalModel


class OutboxEntry(GlobalModel):
    """One signal waiting for its listeners. Global, because one worker drains those of all organisations; ids only."""

    signal = models.CharField(max_length=100)
    organisation_id = models.UUIDField()
    ids = models.JSONField(default=dict)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(auto_now_add=True)
    failed_at = models.DateTimeField(null=True, blank=True)
    error = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["due_at", "id"], name="outbox_due", condition=models.Q(failed_at__isnull=True)),
            models.Index(fields=["organisation_id", "id"], name="outbox_in_order", condition=models.Q(failed_at__isnull=True)),
        ]
