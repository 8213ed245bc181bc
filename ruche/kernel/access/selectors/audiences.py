# SPDX-License-Identifier: AGPL-3.0-or-later
from typing import Any
from uuid import UUID

from django.apps import apps

from ruche.kernel.access.actor import Actor
from ruche.kernel.access.audiences import Act, AudienceModel, require_act
from ruche.kernel.errors import NotFound
from ruche.kernel.modules.registry import manifests


def get_object(actor: Actor, kind: str, object_id: UUID) -> AudienceModel:
    """An object whose people are chosen, of a module that is on. Raises NotFound, also when the actor may not see it."""
    models: list[Any] = [one for one in apps.get_models() if issubclass(one, AudienceModel) and one.record_kind == kind]
    module = kind.partition(".")[0]
    if not models or (module in manifests() and module not in actor.active_modules):
        raise NotFound()
    rows = models[0].objects.filter(pk=object_id, deleted_at=None).select_related("audience_group", "owner")
    obj: AudienceModel | None = rows.first()
    if obj is None:
        raise NotFound()
    require_act(actor, obj, Act.SEE)
    return obj
