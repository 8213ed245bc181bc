# SPDX-License-Identifier: AGPL-3.0-or-later
"""How the organisation of the context writes its dates, and where its week begins."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from uuid import UUID

from ruche.kernel.db.context import current_organisation_id
from ruche.kernel.organisations.models import Organisation


@dataclass(frozen=True)
class _Chosen:
    organisation_id: UUID | None = None
    date_format: str = Organisation.DateFormat.LONG.value
    week_start: int = Organisation.WeekStart.MONDAY.value


_NOTHING = _Chosen()
_chosen: ContextVar[_Chosen] = ContextVar("dates", default=_NOTHING)


def write_dates_as(organisation: Organisation) -> None:
    """From here on, as long as this organisation is the one of the context."""
    _chosen.set(_Chosen(organisation.pk, organisation.date_format, organisation.week_start))


@contextmanager
def dates_of(organisation: Organisation | None) -> Iterator[None]:
    """Within: as this organisation has it, or in words. For letters, whose sender need not be the one of the context."""
    present = current_organisation_id.get()
    token = _chosen.set(_Chosen(present, organisation.date_format, organisation.week_start) if organisation else _Chosen(present))
    try:
        yield
    finally:
        _chosen.reset(token)


def chosen_date_format() -> str:
    """long, numeric or iso; long where no organisation is, or another than was entered."""
    return _present().date_format


def chosen_week() -> list[int]:
    """The days of a week as datetime numbers them (0 is Monday), in the order of the organisation's week."""
    return [(_present().week_start - 1 + offset) % 7 for offset in range(7)]


def week_days(organisation: Organisation) -> list[int]:
    """ISO weekdays (1 is Monday) in the order of the organisation's week."""
    return [(organisation.week_start - 1 + offset) % 7 + 1 for offset in range(7)]


def _present() -> _Chosen:
    chosen = _chosen.get()
    return chosen if chosen.organisation_id == current_organisation_id.get() else _NOTHING
