# SPDX-License-Identifier: AGPL-3.0-or-later
from typing import Any, ClassVar
from uuid import UUID

from django.db import models

from ruche.kernel.access.audience_rules import Act, Level
from ruche.kernel.db.models import OrganisationForeignKey, RecordModel

_OTHERS = ("comment_by", "edit_by", "join_by", "manage_by")


def _not_beyond_see() -> models.Q:
    return models.Q(**{f"{name}__lte": models.F("see_by") for name in _OTHERS})


def _group_where_named() -> models.Q:
    of_group = models.Q(see_by=Level.GROUP)
    for name in _OTHERS:
        of_group |= models.Q(**{name: Level.GROUP})
    return ~of_group | models.Q(audience_group__isnull=False)


class AudienceModel(RecordModel):
    """A record whose people are chosen: five acts, each with a level. Its kind has an AudienceRule.

    Small integers on the row, not a table of grants and no array: under row security only these can be filtered inside an
    index. Give each table an index (organisation, its sort column, id) where deleted_at is null.
    """

    owner = OrganisationForeignKey("organisations.Membership", on_delete=models.SET_NULL, null=True, blank=True)
    audience_group = OrganisationForeignKey("organisations.Group", on_delete=models.SET_NULL, null=True, blank=True)
    see_by = models.SmallIntegerField(choices=Level.choices, default=Level.ORGANISATION)
    comment_by = models.SmallIntegerField(choices=Level.choices, default=Level.ORGANISATION)
    edit_by = models.SmallIntegerField(choices=Level.choices, default=Level.OWNER)
    join_by = models.SmallIntegerField(choices=Level.choices, default=Level.ORGANISATION)
    manage_by = models.SmallIntegerField(choices=Level.choices, default=Level.OWNER)

    class Meta(RecordModel.Meta):
        abstract = True
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=_not_beyond_see(), name="%(app_label)s_%(class)s_within_see"),
            models.CheckConstraint(condition=_group_where_named(), name="%(app_label)s_%(class)s_group_named"),
        ]

    def level(self, act: Act) -> Level:
        return Level(getattr(self, f"{act}_by"))

    @property
    def rights_group_id(self) -> UUID | None:
        return self.audience_group_id
