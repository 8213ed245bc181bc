# SPDX-License-Identifier: AGPL-3.0-or-later
from collections.abc import Callable, Mapping
from typing import Any

from django.utils import timezone

from ruche.kernel.db.context import organisation_scope
from ruche.kernel.directories.models import LdapRun
from ruche.kernel.directories.services import save_directory
from tests.isolation.cases import Case
from tests.isolation.world import World

# Nobody listens there: every connection is refused at once.
_VALUES = {"servers": "127.0.0.1:1", "tls": "ldaps", "people_base": "dc=quokka", "people_filter": "(cn=*)"}


def furnish(world: World) -> None:
    alice, things = world.actor("alice"), world.things
    with organisation_scope(world.atelier.id, alice.user.id):
        things["directory"] = save_directory(alice, name="The quokka directory", password="", **_VALUES)
        report = [["joined", "Quokka Smith", "smith@quokka.example.org"]]
        now = timezone.now()
        things["directory_run"] = LdapRun.objects.create(
            directory=things["directory"], started_at=now, finished_at=now, report=report, counts={"joined": 1}
        )


def _of(**names: str) -> Callable[[World], Mapping[str, Any]]:
    return lambda world: {parameter: world.things[name].id for parameter, name in names.items()}


_DIRECTORY, _RUN = _of(directory_id="directory"), _of(directory_id="directory", run_id="directory_run")
_FORM = {
    **_VALUES,
    "version": "1",
    "name": "Another",
    "attribute_external_id": "entryUUID",
    "attribute_email": "mail",
    "attribute_name": "cn",
    "attribute_member": "member",
    "every_minutes": "60",
    "most_leavers": "20",
}

CASES: list[Case] = [
    Case("directories:directory_list"),
    Case("directories:directory_creation"),
    Case("directories:directory_creation", "post", data=lambda world: _FORM),
    Case("directories:directory_detail", parameters=_DIRECTORY),
    Case("directories:directory_detail", "post", _DIRECTORY, lambda world: _FORM),
    Case("directories:directory_test", "post", _DIRECTORY),
    Case("directories:directory_deletion", "post", _DIRECTORY),
    Case("directories:synchronisation", "post", _DIRECTORY),
    Case("directories:run_detail", parameters=_RUN),
    Case("directories:run_report", parameters=_RUN),
]
