# SPDX-License-Identifier: AGPL-3.0-or-later
"""Removes the demonstration: no row, no file and no job of it stays."""

from typing import Any
from uuid import UUID

from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.db.models import ForeignObjectRel

from ruche.kernel.access.models import AuditEntry
from ruche.kernel.db.context import organisation_scope
from ruche.kernel.db.inspection import organisation_models
from ruche.kernel.db.models import OrganisationModel, Record
from ruche.kernel.identity.services.applications import remove_programs_of
from ruche.kernel.mail.models import Letter
from ruche.kernel.organisations.models import Membership, Organisation
from ruche.kernel.outbox.models import OutboxEntry
from ruche.kernel.security.facts import drop_fact
from ruche.kernel.security.readiness import DEMO
from ruche.kernel.users.models import User

_DELETE_JOBS_ABOUT = "delete from procrastinate_jobs where exists (select from jsonb_each_text(args) arg where arg.value = any(%s))"
_DELETE_ERRORS = "delete from jobs_joberror where job_id not in (select id from procrastinate_jobs)"


def remove_demo() -> None:
    """Remove the organisations of the demonstration, then its people unless they belong to another organisation."""
    with transaction.atomic():
        for organisation in Organisation.objects.filter(is_demo=True):
            _remove_organisation(organisation)
        people = [user for user in User.objects.filter(is_demo=True) if not _belongs_somewhere(user)]
        _remove_people(people)
        drop_fact(DEMO)


def _remove_organisation(organisation: Organisation) -> None:
    with organisation_scope(organisation.pk):
        # The registry last: triggers write to it. Keys between tables are checked at the end of the transaction.
        for model in sorted(organisation_models(), key=lambda model: model is Record):
            if model is not AuditEntry:
                _delete_rows(model)
        with connection.cursor() as cursor:
            cursor.execute("select purge_audit(%s)", [organisation.pk])
    remove_programs_of(organisation.pk)
    for key in _global_keys():
        key.model._default_manager.filter(**{key.name: organisation}).delete()
    for waiting in (OutboxEntry, Letter):
        waiting.objects.filter(organisation_id=organisation.pk).delete()
    with connection.cursor() as cursor:
        cursor.execute("delete from procrastinate_jobs where args ->> 'organisation_id' = %s", [str(organisation.pk)])
        cursor.execute(_DELETE_ERRORS)
        cursor.execute("delete from organisations_organisation where id = %s", [organisation.pk])


def _global_keys() -> list[Any]:
    """The columns of global tables that name an organisation: addresses, keys, applications, tokens."""
    relations = Organisation._meta.get_fields(include_hidden=True)
    found = [one for one in relations if isinstance(one, ForeignObjectRel)]
    return [one.field for one in found if not issubclass(one.related_model, OrganisationModel)]


def _delete_rows(model: type[OrganisationModel]) -> None:
    # Not QuerySet.delete(): it would load the rows and look for what hangs on them, which goes anyway.
    rows = model.objects.all()
    rows._raw_delete(rows.db)


def _belongs_somewhere(user: User) -> bool:
    with organisation_scope(None, user.pk):
        return Membership.objects.unscoped().filter(user=user).exists()


def _remove_people(people: list[User]) -> None:
    ids = {user.pk for user in people}
    for relation in User._meta.related_objects:
        model = relation.related_model
        if isinstance(model, type) and not issubclass(model, OrganisationModel):
            model._default_manager.filter(**{f"{relation.field.name}__in": ids}).delete()
    for session in Session.objects.iterator():
        signed_in = session.get_decoded().get("_auth_user_id")
        if signed_in and UUID(signed_in) in ids:
            session.delete()
    users = User.objects.filter(pk__in=ids)
    users._raw_delete(users.db)
    letters = Letter.objects.filter(to__in=[user.email for user in people])
    _remove_jobs_about(ids | set(letters.values_list("pk", flat=True)))
    letters.delete()


def _remove_jobs_about(ids: set[UUID]) -> None:
    """The jobs of no organisation that name one of these people or letters."""
    with connection.cursor() as cursor:
        cursor.execute(_DELETE_JOBS_ABOUT, [[str(one) for one in ids]])
        cursor.execute(_DELETE_ERRORS)
