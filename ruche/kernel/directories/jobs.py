# SPDX-License-Identifier: AGPL-3.0-or-later
from contextlib import suppress
from uuid import UUID

from ruche.kernel.directories import services
from ruche.kernel.errors import NotFound
from ruche.kernel.jobs import job


@job("directories.start_due", every=60)
def start_due(organisation_id: None) -> None:
    """Directories whose time has come."""
    services.start_due()


@job("directories.synchronise", queue="bulk")
def synchronise(organisation_id: UUID, directory_id: UUID, run_id: UUID | None = None) -> None:
    """Read one directory. A run that came to its end is not done again; a directory that is gone by now needs none."""
    with suppress(NotFound):
        services.synchronise(directory_id=directory_id, run_id=run_id)
