# SPDX-License-Identifier: AGPL-3.0-or-later
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from ruche.kernel.db.models import OrganisationForeignKey, OrganisationModel


class InvitationBatch(OrganisationModel):
    """A file of people to invite: read, looked at, then sent by a job, as fast as the limits allow."""

    class State(models.TextChoices):
        READ = "read", _("To be looked at")
        SENDING = "sending", _("Being sent")
        SENT = "sent", _("Sent")

    by = OrganisationForeignKey("organisations.Membership", on_delete=models.CASCADE)
    file_name = models.CharField(max_length=200)
    # Objects of services/batches.py: line, email, name, role, group_id, fault, state; at most 5,000.
    rows: Any = models.JSONField(default=list)
    state = models.CharField(max_length=8, choices=State.choices, default=State.READ)
    sent_until = models.PositiveIntegerField(default=0)
