# SPDX-License-Identifier: AGPL-3.0-or-later
from django.db import models

from ruche.kernel.db.models import GlobalModel


class JobError(GlobalModel):
    """Why the last run of a queued job failed. Only the instance's administrator reads it."""

    job_id = models.BigIntegerField(unique=True)
    summary = models.CharField(max_length=250)
    details = models.TextField()


class ScheduleRun(GlobalModel):
    """When a schedule runs next. Locked while a worker starts it, so that of several workers one does."""

    name = models.CharField(max_length=120, unique=True)
    due_at = models.DateTimeField()
