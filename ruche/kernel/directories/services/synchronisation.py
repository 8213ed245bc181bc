# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reads a directory to its end and makes the organisation follow it. Done twice, the second time changes nothing."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.db import connection
from django.utils import timezone

from ruche.kernel.db.context import required_organisation_id
from ruche.kernel.directories.client import Client, open_directory
from ruche.kernel.directories.entries import dn_key
from ruche.kernel.directories.errors import AlreadyRunning, DirectoryRefused, DirectoryUnreachable, LdapNotInstalled
from ruche.kernel.directories.models import LdapDirectory, LdapEntry, LdapRun
from ruche.kernel.directories.services.groups import Groups
from ruche.kernel.directories.services.leavers import are_too_many, gone, let_go
from ruche.kernel.directories.services.people import Known, People, link_accepted
from ruche.kernel.directories.services.report import Report
from ruche.kernel.errors import NotFound
from ruche.kernel.modules.signals import announce

logger = logging.getLogger(__name__)


def synchronise(*, directory_id: UUID, run_id: UUID | None = None) -> LdapRun:
    """One run, now, in the organisation of the context; `run_id`: one that somebody asked for.

    What goes wrong with the server is the run's `error`. Raises NotFound, AlreadyRunning.
    """
    directory: LdapDirectory | None = LdapDirectory.objects.select_related("organisation").filter(pk=directory_id).first()
    if directory is None:
        raise NotFound()
    with _alone(directory_id):
        run = _begin(directory, run_id)
        if run.finished_at is not None:  # the job came twice
            return run
        report = Report()
        run.error = _error_of(directory, run, report)
        run.finished_at = timezone.now()
        for name, value in report.as_fields().items():
            setattr(run, name, value)
        run.save()
        announce("directories.run_finished", directory.organisation_id, run_id=run.pk)
    return run


def _begin(directory: LdapDirectory, run_id: UUID | None) -> LdapRun:
    """The run; those that a killed process left behind are closed."""
    now = timezone.now()
    run: LdapRun | None = LdapRun.objects.filter(pk=run_id, directory=directory).first() if run_id else None
    if run is None:
        run = LdapRun.objects.create(directory=directory, started_at=now)
    older = LdapRun.objects.filter(directory=directory, finished_at=None, started_at__lt=run.started_at)
    older.update(finished_at=now, error=LdapRun.Error.INTERRUPTED)
    return run


def _error_of(directory: LdapDirectory, run: LdapRun, report: Report) -> str:
    try:
        with open_directory(directory) as client:
            return _follow(client, run, report)
    except DirectoryRefused:
        return LdapRun.Error.REFUSED
    except (DirectoryUnreachable, LdapNotInstalled):
        return LdapRun.Error.UNREACHABLE
    except Exception:
        logger.exception("the synchronisation of directory %s failed", directory.pk)
        return LdapRun.Error.FAILED


def _follow(client: Client, run: LdapRun, report: Report) -> str:
    """People, then who left, then groups. Only what was read to its end says that somebody is not there."""
    directory, error = client.directory, ""
    people = People(directory, report, _known(directory))
    link_accepted(directory, people.known)
    for page in client.people():
        people.take(page, is_dry=run.is_dry)
    report.counts["read"] = len(people.seen)
    leavers = gone(people)
    if are_too_many(people, leavers) and not run.may_exceed:
        report.counts["would_leave"] = len(leavers)
        error = LdapRun.Error.TOO_MANY_LEAVERS.value
    else:
        let_go(directory, leavers, report, is_dry=run.is_dry)
    if directory.group_base:
        members = {dn_key(one.dn): one.membership_id for key, one in people.known.items() if one.membership_id and key in people.seen}
        Groups(directory, report, {dn: one for dn, one in members.items() if one}, run.is_dry).take(list(client.groups()))
    return error


def _known(directory: LdapDirectory) -> dict[str, Known]:
    rows = LdapEntry.objects.filter(directory=directory, kind=LdapEntry.Kind.PERSON)
    values = rows.values_list("external_id", "pk", "digest", "dn", "state", "membership_id")
    return {row[0]: Known(*row[1:]) for row in values.iterator(chunk_size=2000)}


@contextmanager
def _alone(directory_id: UUID) -> Iterator[None]:
    """One run of a directory at a time, over many transactions; a process that is killed lets go by itself."""
    key = [f"directories.{required_organisation_id()}.{directory_id}"]
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_lock(hashtextextended(%s, 0))", key)
        if not cursor.fetchone()[0]:
            raise AlreadyRunning()
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_unlock(hashtextextended(%s, 0))", key)
