# SPDX-License-Identifier: AGPL-3.0-or-later
"""Lock one: managers that only see the organisation of the context."""

from typing import TypeVar

from django.db import models

from ruche.kernel.db.context import required_organisation_id

M = TypeVar("M", bound=models.Model)


class OrganisationManager(models.Manager[M]):
    """Filters by the organisation of the context; raises NoOrganisation when none is set."""

    use_in_migrations = False

    def get_queryset(self) -> models.QuerySet[M]:
        return super().get_queryset().filter(organisation_id=required_organisation_id())

    def unscoped(self) -> models.QuerySet[M]:
        """Lift lock one only (row security still holds). Say why where you call it."""
        return super().get_queryset()
