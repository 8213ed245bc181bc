# SPDX-License-Identifier: AGPL-3.0-or-later
"""Writes the operations of the second lock into new migrations, so that a module's author gets them for free."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db.migrations import AddField, CreateModel
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.operations.base import Operation

from ruche.kernel.db.fields import OrganisationForeignKey
from ruche.kernel.db.models import OrganisationModel, PersonalModel, RecordModel
from ruche.kernel.db.operations import LinkWithinOrganisation, RegisterRecords, SecureTable


class TenancyAutodetector(MigrationAutodetector):
    def _detect_changes(self, *args: Any, **kwargs: Any) -> Any:
        changes = super()._detect_changes(*args, **kwargs)  # type: ignore[misc]  # not in the stubs
        for app_label, migrations in changes.items():
            for migration in migrations:
                migration.operations += list(_security(app_label, migration.operations))
                if any(isinstance(operation, RegisterRecords) for operation in migration.operations):
                    migration.dependencies.append(("kernel", "0001_initial"))  # the registry and its trigger function
        return changes


def _security(app_label: str, operations: list[Operation]) -> Iterator[Operation]:
    created = [operation for operation in operations if isinstance(operation, CreateModel)]
    added = [operation for operation in operations if isinstance(operation, AddField)]
    for operation in created:
        model = _model(app_label, operation.name)
        if model and issubclass(model, OrganisationModel):
            yield SecureTable(operation.name, **({"personal": True} if issubclass(model, PersonalModel) else {}))
        if model and issubclass(model, RecordModel):
            yield _registration(operation.name, model)
    for operation in created:
        for name, field in operation.fields:
            if isinstance(field, OrganisationForeignKey):
                yield LinkWithinOrganisation(operation.name, name)
    for addition in added:
        model = _model(app_label, addition.model_name)
        if isinstance(addition.field, OrganisationForeignKey):
            yield LinkWithinOrganisation(addition.model_name, addition.name)
        if addition.name == "deleted_at" and model and issubclass(model, RecordModel):
            yield _registration(addition.model_name, model)


def _registration(name: str, model: type[RecordModel]) -> RegisterRecords:
    if model.record_container == "id":
        return RegisterRecords(name, model.record_kind)
    return RegisterRecords(name, model.record_kind, model.record_container)


def _model(app_label: str, name: str) -> type[Any] | None:
    try:
        return apps.get_model(app_label, name)
    except LookupError:
        return None
