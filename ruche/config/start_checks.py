# SPDX-License-Identifier: AGPL-3.0-or-later
"""System checks that stop a start: a mistake in a module or a role that row security does not bind."""

import sys

import psycopg

from ruche.config.environment import Environment
from ruche.config.errors import StartRefused
from ruche.config.pooler import shares_one_backend


def check_start() -> None:
    """Raise `StartRefused` with all faults, those of the database included."""
    from django.conf import settings
    from django.core import checks
    from django.db import DatabaseError

    try:
        _refuse_pooler(settings.ENVIRONMENT)
        faults = [message for message in checks.run_checks(databases=["default"]) if message.is_serious() and not message.is_silenced()]
    except (DatabaseError, psycopg.Error) as error:
        reason = (str(error).strip().splitlines() or ["no reason given"])[0]
        raise StartRefused(f"The database does not answer as it should: {reason}.") from None
    for fault in faults:
        print(f"ruche: {fault.msg} {fault.hint or ''}".rstrip() + f" ({fault.id})", file=sys.stderr)
    if faults:
        raise StartRefused("Ruche does not start before this is repaired.")


def _refuse_pooler(environment: Environment) -> None:
    if not environment.is_database_embedded and shares_one_backend(environment.database):
        raise StartRefused(
            "DATABASE_URL leads to a transaction pooler, through which one person's rows could reach another one:"
            " connect to PostgreSQL itself, or set the pooler to session mode."
        )
