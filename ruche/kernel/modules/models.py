# SPDX-License-Identifier: AGPL-3.0-or-later
from django.db import models

from ruche.kernel.db.models import OrganisationForeignKey, OrganisationModel


class ModuleActivation(OrganisationModel):
    """A module is on for an organisation while this row exists. Its data stays when the row goes."""

    module = models.CharField(max_length=60)
    activated_at = models.DateTimeField(auto_now_add=True)
    activated_by = OrganisationForeignKey("organisations.Membership", on_delete=models.SET_NULL, null=True)
    settings = models.JSONField(default=dict)

    class Meta(OrganisationModel.Meta):
        constraints = [models.UniqueConstraint(fields=["organisation", "module"], name="activation_once")]
