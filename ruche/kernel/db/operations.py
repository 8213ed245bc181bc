# SPDX-License-Identifier: AGPL-3.0-or-later
"""Migration operations of the second lock. `makemigrations` writes them by itself (autodetector.py).

Facts behind the SQL: docs/contributing/tenancy.md.
"""

from typing import Any

from django.conf import settings
from django.db.migrations.operations.base import Operation

from ruche.kernel.db.definers import DEFINERS

ORGANISATION = "nullif(current_setting('ruche.organisation_id', true), '')::uuid"
USER = "nullif(current_setting('ruche.user_id', true), '')::uuid"


class _TableOperation(Operation):
    """An operation that changes nothing in Django's state, only the database."""

    reduces_to_sql = True
    reversible = True

    def __init__(self, model_name: str, **options: Any) -> None:
        self.model_name = model_name

    def state_forwards(self, app_label: str, state: Any) -> None:
        return

    def references_model(self, name: str, app_label: str) -> bool:
        return name.lower() == self.model_name.lower()

    def _model(self, app_label: str, state: Any) -> Any:
        return state.apps.get_model(app_label, self.model_name)


class SecureTable(_TableOperation):
    """Give a table its composite primary key and its row policies.

    `personal`: its user also reads it in every organisation.
    """

    def __init__(self, model_name: str, personal: bool = False) -> None:
        super().__init__(model_name)
        self.personal = personal

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        table = schema_editor.quote_name(self._model(app_label, to_state)._meta.db_table)
        key = schema_editor.quote_name(f"{self._model(app_label, to_state)._meta.db_table}_pkey")
        schema_editor.execute(f"alter table {table} drop constraint {key}, add constraint {key} primary key (organisation_id, id)")
        schema_editor.execute(f"alter table {table} enable row level security")
        test = f"organisation_id = {ORGANISATION}"
        schema_editor.execute(f"create policy organisation on {table} using ({test}) with check ({test})")
        if self.personal:
            schema_editor.execute(f"create policy own on {table} for select using (user_id = {USER})")

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        table = schema_editor.quote_name(self._model(app_label, from_state)._meta.db_table)
        key = schema_editor.quote_name(f"{self._model(app_label, from_state)._meta.db_table}_pkey")
        schema_editor.execute(f"drop policy if exists own on {table}")
        schema_editor.execute(f"drop policy organisation on {table}")
        schema_editor.execute(f"alter table {table} disable row level security")
        schema_editor.execute(f"alter table {table} drop constraint {key}, add constraint {key} primary key (id)")

    def describe(self) -> str:
        return f"Secure {self.model_name} by row policies and a composite key"


class LinkWithinOrganisation(_TableOperation):
    """Make the composite foreign key of one OrganisationForeignKey, and its index."""

    def __init__(self, model_name: str, field_name: str) -> None:
        super().__init__(model_name)
        self.field_name = field_name

    def _names(self, app_label: str, schema_editor: Any, state: Any) -> tuple[str, str, str, str, str]:
        model = self._model(app_label, state)
        field = model._meta.get_field(self.field_name)
        quote = schema_editor.quote_name
        stem = f"{model._meta.db_table}_{field.column}"[:52]
        target = field.remote_field.model._meta.db_table
        return quote(model._meta.db_table), quote(field.column), quote(target), quote(f"{stem}_within"), quote(f"{stem}_idx")

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        table, column, target, constraint, index = self._names(app_label, schema_editor, to_state)
        schema_editor.execute(f"create index {index} on {table} (organisation_id, {column})")
        schema_editor.execute(
            f"alter table {table} add constraint {constraint} foreign key (organisation_id, {column}) "
            f"references {target} (organisation_id, id) deferrable initially deferred"
        )

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        table, _column, _target, constraint, index = self._names(app_label, schema_editor, from_state)
        schema_editor.execute(f"alter table {table} drop constraint {constraint}")
        schema_editor.execute(f"drop index {index}")

    def describe(self) -> str:
        return f"Keep {self.model_name}.{self.field_name} inside the organisation"


class RegisterRecords(_TableOperation):
    """Have triggers write each row of a table into the record registry."""

    def __init__(self, model_name: str, kind: str, container: str = "id") -> None:
        super().__init__(model_name)
        self.kind = kind
        self.container = container

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        table = schema_editor.quote_name(self._model(app_label, to_state)._meta.db_table)
        columns = "deleted_at" if self.container == "id" else f"deleted_at, {schema_editor.quote_name(self.container)}"
        schema_editor.execute(
            f"create trigger record_registry after insert or delete or update of {columns} on {table} "
            f"for each row execute function ruche_register_record('{self.kind}', '{self.container}')"
        )

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        table = schema_editor.quote_name(self._model(app_label, from_state)._meta.db_table)
        schema_editor.execute(f"drop trigger record_registry on {table}")

    def describe(self) -> str:
        return f"Register the records of {self.model_name}"


class InstallDefiner(Operation):
    """Install, or install anew, one of the functions of definers.py."""

    reduces_to_sql = True
    reversible = True

    def __init__(self, name: str) -> None:
        self.name = name

    def state_forwards(self, app_label: str, state: Any) -> None:
        return

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        # A later body may name a column that a later migration makes.
        schema_editor.execute("set local check_function_bodies = off")
        for statement in DEFINERS[self.name].statements():
            schema_editor.execute(statement)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        schema_editor.execute(f"drop function if exists {DEFINERS[self.name].signature} cascade")

    def describe(self) -> str:
        return f"Install the function {self.name}"


class AppendOnly(_TableOperation):
    """Let the application add rows to a table and read them, and nothing else: what was noted stays as it was noted.

    Erasure is a function of definers.py.
    """

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        table = schema_editor.quote_name(self._model(app_label, to_state)._meta.db_table)
        role = schema_editor.quote_name(settings.DATABASE_APP_ROLE)
        schema_editor.execute(f"revoke update, delete, truncate on {table} from {role}")

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        table = schema_editor.quote_name(self._model(app_label, from_state)._meta.db_table)
        role = schema_editor.quote_name(settings.DATABASE_APP_ROLE)
        schema_editor.execute(f"grant update, delete on {table} to {role}")

    def describe(self) -> str:
        return f"Let the application only add to {self.model_name}"
