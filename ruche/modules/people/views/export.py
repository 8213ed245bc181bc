# SPDX-License-Identifier: AGPL-3.0-or-later
"""The directory as a file for a spreadsheet, written while it is read."""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.http import StreamingHttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from ruche.kernel.access.roles import Role
from ruche.kernel.organisations.requests import OrganisationRequest
from ruche.modules.people.forms import PersonFilter
from ruche.modules.people.selectors import Person, list_exported

_BEGINS = "\ufeff"  # so that spreadsheets read the accents
# What a spreadsheet takes for the beginning of a formula, full width included.
_FORMULA = re.compile(r"[=@+\-\t\r\n＝＠＋－]")
_TELEPHONE = re.compile(r"\+[0-9 ]+")


class _Line:
    """A file for the csv writer whose `write` gives the line back."""

    def write(self, line: str) -> str:
        return line


@require_GET
def person_export(request: OrganisationRequest) -> StreamingHttpResponse:
    """The directory as it is narrowed."""
    people = list_exported(request.actor, **PersonFilter(request.actor, request.GET).values())
    roles = {role.value: str(role.label) for role in Role}  # in the reader's language, which ends with the request
    answer = StreamingHttpResponse(_lines(_head(), roles, people), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{request.organisation.slug}-people.csv"'
    return answer


def _lines(head: list[str], roles: Mapping[str, str], people: Iterable[Person]) -> Iterator[str]:
    table = csv.writer(_Line())
    yield _BEGINS + table.writerow(head)
    for person in people:
        yield table.writerow(_row(person, roles))


def _head() -> list[str]:
    return [_("Name"), _("Function"), _("Role"), _("Groups"), _("Skills"), _("Languages"), _("Telephone"), _("E-mail")]


def _row(person: Person, roles: Mapping[str, str]) -> list[str]:
    cells: list[Any] = [
        person.membership.name,
        person.profile.title,
        roles[person.membership.role],
        ", ".join(row.group.name for row in person.groups),
        ", ".join(row.skill.name for row in person.skills),
        ", ".join(person.profile.languages),
        person.phone,
        person.email,
    ]
    return [harmless(str(cell)) for cell in cells]


def harmless(cell: str) -> str:
    """No formula for a spreadsheet to run or to reckon with; a telephone number is none."""
    return f"'{cell}" if _FORMULA.match(cell) and not _TELEPHONE.fullmatch(cell) else cell
