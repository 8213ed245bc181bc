# SPDX-License-Identifier: AGPL-3.0-or-later
"""The index itself, `search_entry`, is no model: the app's role may not read it. Migration 0001 makes it, services.py writes it."""

from django.db import models

from ruche.kernel.db.models import OrganisationModel


class Coverage(OrganisationModel):
    """How far what was there before the index, or before its last `version`, is indexed. `reached`: the module's own mark."""

    kind = models.CharField(max_length=60)
    version = models.PositiveIntegerField(default=0)
    reached = models.CharField(max_length=200, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta(OrganisationModel.Meta):
        constraints = [models.UniqueConstraint(fields=["organisation", "kind"], name="search_coverage_once")]
