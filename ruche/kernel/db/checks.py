# SPDX-License-Identifier: AGPL-3.0-or-later
"""System checks of tenancy. Those of the models run always, those of the database with `check --database default`."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connection
from django.db.models import ForeignKey, Model, UniqueConstraint

from ruche.kernel.db.fields import OrganisationForeignKey
from ruche.kernel.db.inspection import tenancy_faults
from ruche.kernel.db.models import GlobalModel, OrganisationModel, RecordModel

_ROLE = """
select r.rolsuper, r.rolbypassrls,
       exists (select 1 from pg_class c where c.relowner = r.oid and c.relnamespace = 'public'::regnamespace)
from pg_roles r where r.rolname = current_user
"""


@register
def check_models(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[CheckMessage]:
    """E001 no kind, E002 foreign key across, E003 unique without organisation, E004 many-to-many, E005 unique in the bin."""
    ours = [model for model in apps.get_models() if model.__module__.startswith("ruche.") or issubclass(model, OrganisationModel)]
    return [fault for model in ours for fault in _model_faults(model)]


@register(Tags.database)
def check_database(app_configs: Sequence[Any] | None, databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """E010 a table without its lock, E011 a role that row security does not bind."""
    if not databases:
        return []
    faults: list[CheckMessage] = [Error(sentence, hint="Run: ruche migrate", id="kernel.E010") for sentence in tenancy_faults()]
    return [*faults, *_role_faults()]


def _role_faults() -> Iterator[CheckMessage]:
    with connection.cursor() as cursor:
        cursor.execute(_ROLE)
        is_superuser, bypasses, owns = cursor.fetchone()
    for is_wrong, what in ((is_superuser, "is a superuser"), (bypasses, "has BYPASSRLS"), (owns, "owns tables")):
        if is_wrong:
            yield Error(f"The role of the application {what}: row security does not bind it.", hint="Run: ruche doctor", id="kernel.E011")


def _model_faults(model: type[Model]) -> Iterator[CheckMessage]:
    if not issubclass(model, GlobalModel | OrganisationModel):
        yield Error(f"{model.__name__} is neither global nor of an organisation.", obj=model, id="kernel.E001")
        return
    if model._meta.local_many_to_many:
        yield Error(f"{model.__name__} has a many-to-many field: write the model between.", obj=model, id="kernel.E004")
    if not issubclass(model, OrganisationModel):
        return
    for field in model._meta.local_concrete_fields:
        if _reaches_across(field):
            yield Error(f"{model.__name__}.{field.name} must be an OrganisationForeignKey.", obj=model, id="kernel.E002")
        if field.unique and not field.primary_key:
            yield Error(f"{model.__name__}.{field.name} is unique across organisations.", obj=model, id="kernel.E003")
    for constraint in model._meta.constraints:
        if isinstance(constraint, UniqueConstraint):
            yield from _unique_faults(model, constraint)


def _reaches_across(field: Any) -> bool:
    is_inside = isinstance(field, ForeignKey) and issubclass(field.related_model, OrganisationModel)
    return is_inside and not isinstance(field, OrganisationForeignKey)


def _unique_faults(model: type[Model], constraint: UniqueConstraint) -> Iterator[CheckMessage]:
    if not constraint.fields or constraint.fields[0] != "organisation":
        yield Error(f"{constraint.name} must begin with the organisation.", obj=model, id="kernel.E003")
    if issubclass(model, RecordModel) and "deleted_at__isnull" not in str(constraint.condition):
        yield Error(f"{constraint.name} must leave out what is in the bin.", obj=model, id="kernel.E005")
