# SPDX-License-Identifier: AGPL-3.0-or-later
"""How the organisation of the context writes its dates."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from uuid import UUID

from ruche.kernel.db.context import current_organisation_id
from ruche.kernel.organisations.models import Organisation

_chosen: ContextVar[tuple[UUID | None, str]] = ContextVar("date_format", default=(None, Organisation.DateFormat.LONG.value))


def write_dates_as(organisation: Organisation) -> None:
    """From here on, as long as this organisation is the one of the context."""
    _chosen.set((organisation.pk, organisation.date_format))


@contextmanager
def dates_of(organisation: Organisation | None) -> Iterator[None]:
    """Within: as this organisation writes them, or in words. For letters, whose sender need not be the one of the context."""
    written = organisation.date_format if organisation else Organisation.DateFormat.LONG.value
    token = _chosen.set((current_organisation_id.get(), written))
    try:
        yield
    finally:
        _chosen.reset(token)


def chosen_date_format() -> str:
    """long, numeric or iso; long where no organisation is, or another than was entered."""
    organisation_id, date_format = _chosen.get()
    return date_format if organisation_id == current_organisation_id.get() else Organisation.DateFormat.LONG.value


def week_days(organisation: Organisation) -> list[int]:
    """ISO weekdays (1 is Monday) in the order of the organisation's week."""
    return [(organisation.week_start - 1 + offset) % 7 + 1 for offset in range(7)]
