# SPDX-License-Identifier: AGPL-3.0-or-later
from typing import Any

from django.db import models


class OrganisationForeignKey(models.ForeignKey):  # type: ignore[type-arg]
    """A reference to a row of the same organisation.

    Django makes no constraint: a plain one reaches across organisations under row security. The migration operation
    LinkWithinOrganisation makes the composite one and its index, on (organisation_id, this column).
    """

    def __init__(self, to: Any, on_delete: Any, **kwargs: Any) -> None:
        kwargs.setdefault("related_name", "+")
        kwargs.setdefault("db_index", False)
        kwargs["db_constraint"] = False
        super().__init__(to, on_delete, **kwargs)
