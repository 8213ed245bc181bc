# SPDX-License-Identifier: AGPL-3.0-or-later
from collections.abc import Mapping
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from ruche.kernel.db.context import organisation_scope
from ruche.kernel.lifecycle.models import InvitationBatch
from ruche.kernel.lifecycle.services import read_batch, send_batch
from tests.isolation.cases import Case
from tests.isolation.world import World


def furnish(world: World) -> None:
    alice, things = world.actor("alice"), world.things
    with organisation_scope(world.atelier.id, alice.user.id):
        things["read_batch"] = read_batch(alice, file_name="quokkas.csv", content=b"quokka.one@example.org")
        things["batch"] = read_batch(alice, file_name="more quokkas.csv", content=b"quokka.two@example.org")
        send_batch(alice, batch_id=things["batch"].id)
        assert InvitationBatch.objects.count() == 2


def _batch(world: World) -> Mapping[str, Any]:
    return {"batch_id": world.things["read_batch"].id}


CASES: list[Case] = [
    Case("lifecycle:invitation_import"),
    Case("lifecycle:invitation_import", "post", data=lambda world: {"file": SimpleUploadedFile("people.csv", b"new@example.org")}),
    Case("lifecycle:invitation_batch", parameters=_batch),
    Case("lifecycle:invitation_batch_sending", "post", _batch),
]
