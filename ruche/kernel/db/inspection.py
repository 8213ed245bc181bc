# SPDX-License-Identifier: AGPL-3.0-or-later
"""Compares the database with the models: has every table both its policy and its composite keys?"""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.models import ForeignKey, Model

from ruche.kernel.db.fields import OrganisationForeignKey
from ruche.kernel.db.models import OrganisationModel, PersonalModel, RecordModel

_POLICIES = "select tablename, policyname from pg_policies where schemaname = 'public'"
_SECURED = "select relname from pg_class where relkind in ('r', 'p') and relrowsecurity and relnamespace = 'public'::regnamespace"
_KEYS = """
select c.relname, con.contype::text, con.confrelid::regclass::text,
       array(select attname::text from unnest(con.conkey) with ordinality k(n, i)
             join pg_attribute a on a.attrelid = con.conrelid and a.attnum = k.n order by k.i)
from pg_constraint con join pg_class c on c.oid = con.conrelid
where con.contype in ('p', 'f') and c.relnamespace = 'public'::regnamespace
"""
_TRIGGERS = "select tgrelid::regclass::text from pg_trigger where tgname = 'record_registry'"


def organisation_models() -> list[type[OrganisationModel]]:
    """Every table that row security must hold."""
    return [model for model in apps.get_models() if issubclass(model, OrganisationModel) and not model._meta.proxy]


def tenancy_faults() -> list[str]:
    """Sentences, one per missing policy, key or trigger; empty when the second lock is whole."""
    with connection.cursor() as cursor:
        policies = set(_rows(cursor, _POLICIES))
        secured = {row[0] for row in _rows(cursor, _SECURED)}
        keys = {(table, kind, target if kind == "f" else "", tuple(columns)) for table, kind, target, columns in _rows(cursor, _KEYS)}
        registered = {row[0].strip('"') for row in _rows(cursor, _TRIGGERS)}
    return [fault for model in organisation_models() for fault in _faults(model, policies, secured, keys, registered)]


def _rows(cursor: Any, query: str) -> list[tuple[Any, ...]]:
    cursor.execute(query)
    return list(cursor.fetchall())


def _faults(model: type[Model], policies: set[Any], secured: set[str], keys: set[Any], registered: set[str]) -> Iterator[str]:
    table = model._meta.db_table
    if table not in secured or (table, "organisation") not in policies:
        yield f"{table} has no row security: its migration lacks SecureTable"
    if issubclass(model, PersonalModel) and (table, "own") not in policies:
        yield f"{table} has no policy for its own user"
    if (table, "p", "", ("organisation_id", "id")) not in keys:
        yield f"{table} lacks the primary key (organisation_id, id)"
    if issubclass(model, RecordModel) and table not in registered:
        yield f"{table} does not write the record registry: its migration lacks RegisterRecords"
    for field in model._meta.local_concrete_fields:
        if not isinstance(field, ForeignKey):
            continue
        target = field.related_model._meta.db_table
        if isinstance(field, OrganisationForeignKey) and (table, "f", target, ("organisation_id", field.column)) not in keys:
            yield f"{table}.{field.column} lacks its composite foreign key: its migration lacks LinkWithinOrganisation"
