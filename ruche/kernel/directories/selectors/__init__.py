# SPDX-License-Identifier: AGPL-3.0-or-later
from collections.abc import Sequence
from uuid import UUID

from ruche.kernel.access.actor import Actor
from ruche.kernel.directories.models import LdapDirectory, LdapRun
from ruche.kernel.errors import NotFound

PERMISSION = "organisation.manage_sign_in"


def list_directories(actor: Actor) -> Sequence[LdapDirectory]:
    actor.require(PERMISSION)
    return list(LdapDirectory.objects.order_by("name"))


def get_directory(actor: Actor, directory_id: UUID) -> LdapDirectory:
    """Raises NotFound, PermissionRefused."""
    actor.require(PERMISSION)
    directory: LdapDirectory | None = LdapDirectory.objects.filter(pk=directory_id).first()
    if directory is None:
        raise NotFound()
    return directory


def list_runs(actor: Actor, directory_id: UUID) -> Sequence[LdapRun]:
    """The last ten, without their reports."""
    actor.require(PERMISSION)
    return list(LdapRun.objects.filter(directory_id=directory_id).defer("report").order_by("-started_at")[:10])


def get_run(actor: Actor, directory_id: UUID, run_id: UUID) -> LdapRun:
    """A run with its directory. Raises NotFound, PermissionRefused."""
    actor.require(PERMISSION)
    run: LdapRun | None = LdapRun.objects.select_related("directory").filter(pk=run_id, directory_id=directory_id).first()
    if run is None:
        raise NotFound()
    return run
