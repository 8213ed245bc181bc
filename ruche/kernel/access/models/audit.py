# SPDX-License-Identifier: AGPL-3.0-or-later
from typing import Any

from django.db import models
from django.utils import timezone

from ruche.kernel.db.models import GlobalModel, OrganisationForeignKey, OrganisationModel


class AuditEntry(OrganisationModel):
    """Who changed what about rights. The application may add and read, nothing else (migration operation AppendOnly)."""

    at = models.DateTimeField(default=timezone.now)
    actor = OrganisationForeignKey("organisations.Membership", on_delete=models.DO_NOTHING, null=True, blank=True)
    via = models.CharField(max_length=60, blank=True, default="")  # page, api, job, or token: and its name
    action = models.CharField(max_length=60)
    subject_kind = models.CharField(max_length=60)
    subject_id = models.UUIDField()
    before: "models.JSONField[Any, Any]" = models.JSONField(null=True, blank=True)
    after: "models.JSONField[Any, Any]" = models.JSONField(null=True, blank=True)
    address = models.CharField(max_length=45, blank=True, default="")

    class Meta(OrganisationModel.Meta):
        indexes = [
            models.Index(fields=["organisation", "-at", "-id"], name="audit_by_time"),
            models.Index(fields=["organisation", "subject_id"], name="audit_by_subject"),
        ]


class InstanceAudit(GlobalModel):
    """The same of the instance's administrators. Ids, not references: an entry outlives what it is about."""

    at = models.DateTimeField(default=timezone.now)
    user_id = models.UUIDField(null=True, blank=True)
    action = models.CharField(max_length=60)
    organisation_id = models.UUIDField(null=True, blank=True)
    details: "models.JSONField[Any, Any]" = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["-at", "-id"], name="instance_audit_by_time")]
