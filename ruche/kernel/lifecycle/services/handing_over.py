# SPDX-License-Identifier: AGPL-3.0-or-later
"""Giving what one person owns to another, in one transaction."""

from collections.abc import Collection, Mapping
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ruche.kernel.access.actor import Actor
from ruche.kernel.access.audit import record_audit
from ruche.kernel.errors import Conflict, InvalidInput
from ruche.kernel.lifecycle.selectors.owned import REASSIGN, audience_models, possible_heirs
from ruche.kernel.modules.registry import manifests, resolve
from ruche.kernel.organisations.models import Membership
from ruche.kernel.organisations.services.locking import lock_members, locked_membership


class HeirUnfit(Conflict):
    """Who should receive something is not here, or is leaving too."""

    code = "heir_unfit"
    message = _("This person is not here any more, or is leaving too. Choose somebody else.")


def reassign(actor: Actor, *, from_id: UUID, to_id: UUID, kinds: Collection[str] | None = None) -> int:
    """Give what somebody owns to somebody else; `kinds` None: all of it. Returns how many things; again, none.

    Raises PermissionRefused, NotFound, InvalidInput on `to`, HeirUnfit.
    """
    actor.require(REASSIGN)
    with transaction.atomic():
        actor = lock_members(actor)
        actor.require(REASSIGN)
        giver, heir = locked_membership(from_id), locked_membership(to_id)
        refuse_unfit(giver, heir)
        return hand_over(actor, giver, heir, None if kinds is None else frozenset(kinds))


def reassign_each(actor: Actor, *, from_id: UUID, heirs: Mapping[str, UUID]) -> int:
    """The same with an heir for each kind, all or nothing. A refusal names the field `heir_<kind>`."""
    count = 0
    with transaction.atomic():
        for kind, heir_id in heirs.items():
            try:
                count += reassign(actor, from_id=from_id, to_id=heir_id, kinds=[kind])
            except (HeirUnfit, InvalidInput) as error:
                raise type(error)(error.message, code=error.code, fields={f"heir_{kind}": [error.message]}) from None
    return count


def refuse_unfit(giver: Membership, heir: Membership) -> None:
    """Raise unless the heir is somebody else who is here and stays."""
    if giver.pk == heir.pk:
        raise InvalidInput.on("to", _("Choose somebody else."))
    if not possible_heirs().filter(pk=heir.pk).exists():
        raise HeirUnfit()


def hand_over(actor: Actor, giver: Membership, heir: Membership, kinds: frozenset[str] | None) -> int:
    """The transfer itself, in the caller's transaction, under the lock of the organisation."""
    count = 0
    for kind, model in sorted(audience_models().items()):
        if kinds is None or kind in kinds:
            columns = {field.name for field in model._meta.get_fields()}
            raised = {"version": F("version") + 1} if "version" in columns else {}
            rows = model.objects.filter(owner=giver, deleted_at=None)
            count += rows.update(owner=heir, updated_at=timezone.now(), **raised)
    for name, manifest in manifests().items():
        if manifest.reassign and name in actor.active_modules:
            count += resolve(name, manifest.reassign)(actor, giver, heir, kinds)
    if count:
        after = {"membership": str(heir.pk), "objects": count}
        record_audit(actor, "reassign", giver, before={"membership": str(giver.pk)}, after=after)
    return count
