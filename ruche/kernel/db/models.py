# SPDX-License-Identifier: AGPL-3.0-or-later
"""The base classes of every table. Each table is global, personal or of an organisation; there is no fourth kind."""

from typing import Any, ClassVar

from django.db import models

from ruche.kernel.db.context import current_organisation_id
from ruche.kernel.db.fields import OrganisationForeignKey
from ruche.kernel.db.ids import new_id
from ruche.kernel.db.managers import OrganisationManager

__all__ = ["GlobalModel", "OrganisationForeignKey", "OrganisationModel", "PersonalModel", "Record", "RecordModel"]


class _Identified(models.Model):
    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True


class GlobalModel(_Identified):
    """A table without organisation: users, organisations, slugs. No row security; its services guard it."""

    class Meta:
        abstract = True


class OrganisationModel(_Identified):
    """A table whose every row belongs to one organisation, under both locks.

    The database's primary key is (organisation_id, id). A new row takes the organisation of the context.
    """

    organisation = models.ForeignKey(
        "organisations.Organisation", on_delete=models.CASCADE, related_name="+", editable=False, db_index=False
    )

    objects: ClassVar[OrganisationManager[Any]] = OrganisationManager()

    class Meta:
        abstract = True
        base_manager_name = "objects"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self._state.adding and self.organisation_id is None:
            self.organisation_id = current_organisation_id.get()


class PersonalModel(OrganisationModel):
    """A table of an organisation that its user also reads in every organisation (memberships, notifications)."""

    user = models.ForeignKey("users.User", on_delete=models.CASCADE, related_name="+")

    class Meta(OrganisationModel.Meta):
        abstract = True


class RecordModel(OrganisationModel):
    """A table whose rows have what every record has: an entry in the registry, a bin, a restore.

    `record_kind` names the kind ("chat.channel"); `record_container` is the column that decides who may see the
    row, itself by default.
    """

    record_kind: ClassVar[str]
    record_container: ClassVar[str] = "id"

    deleted_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta(OrganisationModel.Meta):
        abstract = True


class Record(OrganisationModel):
    """The registry: one row per record, written by triggers. Comments, tags and files reference it."""

    kind = models.CharField(max_length=60)
    deleted_at = models.DateTimeField(null=True)
    container_id = models.UUIDField()

    class Meta(OrganisationModel.Meta):
        db_table = "record"
