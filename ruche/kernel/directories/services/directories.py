# SPDX-License-Identifier: AGPL-3.0-or-later
"""Directories of an organisation, as its administrators keep them."""

import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ruche.kernel.access.actor import Actor
from ruche.kernel.access.audit import record_audit
from ruche.kernel.db.context import organisation_scope
from ruche.kernel.directories.client import PURPOSE, is_server, open_directory
from ruche.kernel.directories.entries import ATTRIBUTES, Person
from ruche.kernel.directories.models import LdapDirectory, LdapRun
from ruche.kernel.errors import Conflict, InvalidInput, NotFound
from ruche.kernel.jobs import enqueue
from ruche.kernel.organisations.models import Organisation
from ruche.kernel.security.limits import check_limit
from ruche.kernel.security.sealing import register_sealed, reseal, seal
from ruche.kernel.security.text import clean_name
from ruche.kernel.sign_in.recent import check_recent

PERMISSION = "organisation.manage_sign_in"
_KEPT = (
    "servers",
    "tls",
    "ca_pem",
    "bind_dn",
    "people_base",
    "people_filter",
    "group_base",
    "group_filter",
    "every_minutes",
    "is_active",
    "may_sign_in",
    "most_leavers",
)
# The password that is kept goes only where it was entered for.
_WHERE = ("servers", "tls", "ca_pem", "bind_dn")


@dataclass(frozen=True)
class Trial:
    """What a directory answered: how many people its first page has, and the person who was looked for."""

    people: int
    person: Person | None


def save_directory(
    actor: Actor, *, directory_id: UUID | None = None, version: int | None = None, name: str, password: str, **values: Any
) -> LdapDirectory:
    """Make a directory or change it. An empty password leaves the former one. Raises InvalidInput, Conflict, NotFound."""
    actor.require(PERMISSION)
    check_recent()
    with transaction.atomic():
        directory = _locked(directory_id) if directory_id else LdapDirectory()
        if directory_id and version is not None and version != directory.version:
            raise Conflict()
        before = {key: getattr(directory, key) for key in _KEPT}
        _take(directory, name, values)
        _keep_password(directory, password, before)
        directory.version += 1
        directory.due_at = timezone.now() + timedelta(minutes=directory.every_minutes) if directory.is_active else None
        try:
            with transaction.atomic():
                directory.save()
        except IntegrityError:
            raise InvalidInput.on("name", _("There is a directory with this name already."), code="taken") from None
        after = {key: getattr(directory, key) for key in _KEPT}
        record_audit(actor, "save_directory", directory, before=_without_ca(before), after=_without_ca(after))
    return directory


def delete_directory(actor: Actor, *, directory_id: UUID) -> None:
    """Forget a directory. The people it brought stay; who signed in with its passwords needs one of their own."""
    actor.require(PERMISSION)
    check_recent()
    with transaction.atomic():
        directory = _locked(directory_id)
        record_audit(actor, "delete_directory", directory, before={"name": directory.name})
        directory.delete()


def ask_for_run(actor: Actor, *, directory_id: UUID, is_dry: bool, may_exceed: bool = False) -> LdapRun:
    """Have a job read the directory, for trial or in earnest. Raises RecentAuthentication (earnest), Conflict while a run is under way."""
    actor.require(PERMISSION)
    if not is_dry:
        check_recent()
    check_limit("directory_test", user=actor.user.pk)
    with transaction.atomic():
        directory = _locked(directory_id)
        recent = timezone.now() - timedelta(minutes=10)
        if LdapRun.objects.filter(directory=directory, finished_at=None, started_at__gt=recent).exists():
            raise Conflict(_("A run is under way already."))
        run: LdapRun = LdapRun.objects.create(directory=directory, is_dry=is_dry, may_exceed=may_exceed, started_at=timezone.now())
        if not is_dry:
            record_audit(actor, "synchronise_directory", directory, after={"may_exceed": may_exceed})
        enqueue("directories.synchronise", actor.organisation_id, directory_id=directory.pk, run_id=run.pk)
    return run


def try_directory(actor: Actor, *, directory_id: UUID, email: str = "") -> Trial:
    """Speak to it now, and look for one person. Raises DirectoryUnreachable, DirectoryRefused, LdapNotInstalled."""
    actor.require(PERMISSION)
    check_limit("directory_test", user=actor.user.pk)
    directory = LdapDirectory.objects.filter(pk=directory_id).first()
    if directory is None:
        raise NotFound()
    with open_directory(directory) as client:
        first: list[Person] = next(client.people(), [])
        return Trial(len(first), client.find(email=email) if email else None)


def start_due() -> int:
    """Order a run of each directory whose time has come, of all organisations; of many at once the oldest first."""
    with connection.cursor() as cursor:
        cursor.execute("select organisation_id, directory_id from due_directories()")
        due = cursor.fetchall()
    return sum(_start(organisation_id, directory_id) for organisation_id, directory_id in due)


def _start(organisation_id: UUID, directory_id: UUID) -> bool:
    with organisation_scope(organisation_id), transaction.atomic():
        rows = LdapDirectory.objects.select_for_update(skip_locked=True, no_key=True)
        directory = rows.filter(pk=directory_id, is_active=True, due_at__lte=timezone.now()).first()
        if directory is None:
            return False
        directory.due_at = timezone.now() + timedelta(minutes=directory.every_minutes)
        directory.save(update_fields=["due_at", "updated_at"])
        enqueue("directories.synchronise", organisation_id, directory_id=directory_id)
    return True


def _locked(directory_id: UUID) -> LdapDirectory:
    directory: LdapDirectory | None = LdapDirectory.objects.select_for_update(no_key=True).filter(pk=directory_id).first()
    if directory is None:
        raise NotFound()
    return directory


def _take(directory: LdapDirectory, name: str, values: Mapping[str, Any]) -> None:
    directory.name = clean_name(name, max_length=80)
    for key in _KEPT:
        if key in values:
            setattr(directory, key, values[key])
    names = {key: str(values.get(f"attribute_{key}", "") or default).strip() for key, default in ATTRIBUTES.items()}
    directory.attributes = {**names, "head": str(values.get("attribute_head", "")).strip()}
    if not directory.servers.strip():
        raise InvalidInput.on("servers", _("Name at least one server."))
    if not all(is_server(line) for line in directory.servers.splitlines()):
        raise InvalidInput.on("servers", _("Write one server a line, like ldap.example.org or ldap.example.org:1636."))
    try:
        ssl.create_default_context(cadata=directory.ca_pem or None)
    except (ssl.SSLError, ValueError, TypeError):  # the last: letters that no PEM has
        raise InvalidInput.on("ca_pem", _("This is not a certificate in the form PEM.")) from None
    for key in ("people_filter", "group_filter"):
        text = getattr(directory, key)
        if text and not (text.startswith("(") and text.endswith(")") and text.count("(") == text.count(")")):
            raise InvalidInput.on(key, _("A filter stands in brackets, like (objectClass=inetOrgPerson)."))


def _keep_password(directory: LdapDirectory, password: str, before: Mapping[str, Any]) -> None:
    if password:
        directory.password_sealed = seal(password, purpose=PURPOSE)
    elif directory.password_sealed and any(getattr(directory, key) != before[key] for key in _WHERE):
        raise InvalidInput.on("password", _("The server or the name changed. Enter the password again, so that it goes nowhere else."))


def _without_ca(values: Mapping[str, Any]) -> dict[str, Any]:
    return {**values, "ca_pem": bool(values["ca_pem"])}


def seal_passwords_anew() -> int:
    """The passwords of all directories under the first key."""
    changed = 0
    for organisation_id in Organisation.objects.values_list("pk", flat=True):
        with organisation_scope(organisation_id), transaction.atomic():
            for directory in LdapDirectory.objects.select_for_update(no_key=True).exclude(password_sealed=""):
                sealed = reseal(directory.password_sealed, purpose=PURPOSE)
                if sealed != directory.password_sealed:
                    LdapDirectory.objects.filter(pk=directory.pk).update(password_sealed=sealed)
                    changed += 1
    return changed


register_sealed("passwords of directories", seal_passwords_anew)
