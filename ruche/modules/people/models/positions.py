# SPDX-License-Identifier: AGPL-3.0-or-later
from typing import ClassVar

from django.db import models
from django.db.models import Q

from ruche.kernel.access.models import AudienceModel
from ruche.kernel.db.models import OrganisationForeignKey


class Position(AudienceModel):
    """A post on the organisation chart. Without a holder it is vacant. Without a group it belongs to the organisation as a whole.

    `is_head_post`: whoever holds it leads the group, and while nobody does the group has no head.
    """

    record_kind: ClassVar[str] = "people.position"

    title = models.CharField(max_length=120)
    name_key = models.CharField(max_length=120, db_collation="C")  # the folded title: sorting and searching use it
    group = OrganisationForeignKey("organisations.Group", on_delete=models.PROTECT, null=True, blank=True)
    holder = OrganisationForeignKey("organisations.Membership", on_delete=models.SET_NULL, null=True, blank=True)
    is_head_post = models.BooleanField(default=False)
    opened_on = models.DateField()
    text = models.TextField(blank=True)
    version = models.IntegerField(default=0)

    class Meta(AudienceModel.Meta):
        indexes = [
            models.Index(fields=["organisation", "name_key", "id"], condition=Q(deleted_at__isnull=True), name="position_by_name"),
        ]

    def __str__(self) -> str:
        return self.title
