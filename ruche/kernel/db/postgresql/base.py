# SPDX-License-Identifier: AGPL-3.0-or-later
"""Django's PostgreSQL backend, plus the second lock: it tells the server for whom it asks, lazily.

The variables are set once per connection and again only when the context changed (one round trip, 0.1 ms).
"""

from typing import Any
from uuid import UUID

from django.db.backends.postgresql import base
from django.db.backends.postgresql.features import DatabaseFeatures as PostgreSQLFeatures

from ruche.kernel.db.context import current_organisation_id, current_user_id

_UNKNOWN: Any = object()
_SET = "select set_config('ruche.organisation_id', %s, false), set_config('ruche.user_id', %s, false)"
_PREPARED_AFTER = 2


class DatabaseFeatures(PostgreSQLFeatures):
    def allows_group_by_selected_pks_on_model(self, model: Any) -> bool:
        """Not where the database's primary key is (organisation_id, id): `id` alone does not decide the other columns."""
        return not hasattr(model, "organisation_id") and bool(super().allows_group_by_selected_pks_on_model(model))


_ServerBindingCursor: Any = base.ServerBindingCursor


class _PreparedCursor(_ServerBindingCursor):  # type: ignore[misc]  # Django's classes are half typed
    def execute(self, query: Any, params: Any = None) -> Any:
        return super().execute(query, params, prepare=True)


class DatabaseWrapper(base.DatabaseWrapper):
    features_class = DatabaseFeatures
    _announced: Any = _UNKNOWN

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        self._announced = _UNKNOWN
        return super().get_new_connection(conn_params)

    def create_cursor(self, name: str | None = None) -> Any:
        self.announce()
        return super().create_cursor(name)

    def prepared_cursor(self) -> Any:
        """A cursor for kernel/db/statements.py."""
        self.ensure_connection()
        with self.wrap_database_errors:
            self.announce()
            self.connection.prepare_threshold = _PREPARED_AFTER  # Django's None keeps psycopg from preparing anything
            return self._prepare_cursor(_PreparedCursor(self.connection))  # type: ignore[attr-defined]

    def announce(self) -> None:
        """Have the server know for whom it is asked from now on."""
        wanted = (current_organisation_id.get(), current_user_id.get())
        if wanted != self._announced:
            self.connection.execute(_SET, [_text(value) for value in wanted])
            self._announced = wanted

    # A variable that was set inside a transaction is undone by ROLLBACK, so what the server knows is unknown.
    def _rollback(self) -> Any:
        self._announced = _UNKNOWN
        return super()._rollback()  # type: ignore[misc]  # private, and the only place that sees every rollback

    # Without create_cursor(): in an aborted transaction the server takes nothing but this.
    def _savepoint_rollback(self, sid: str) -> Any:
        self._announced = _UNKNOWN
        with self.wrap_database_errors:
            self.connection.execute(self.ops.savepoint_rollback_sql(sid))


def _text(value: UUID | None) -> str:
    return str(value) if value else ""
