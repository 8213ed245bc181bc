# SPDX-License-Identifier: AGPL-3.0-or-later
from django.db import transaction
from django.utils.translation import gettext as _

from ruche.kernel.access.actor import Actor
from ruche.kernel.errors import DomainError, NotFound
from ruche.kernel.modules.activation import active_modules
from ruche.kernel.modules.models import ModuleActivation
from ruche.kernel.modules.registry import manifests, resolve
from ruche.kernel.modules.requirements import dependants, with_requirements
from ruche.kernel.realtime import revoke


class StillRequired(DomainError):
    code = "still_required"
    status = 409


def activate_module(actor: Actor, *, module: str) -> list[str]:
    """Switch a module on, and what it requires first. Returns the names that were switched on (none: it was on)."""
    actor.require("organisation.manage_modules")
    if module not in manifests():
        raise NotFound()
    switched_on = []
    with transaction.atomic():
        for name in with_requirements(module):
            _activation, created = ModuleActivation.objects.get_or_create(
                module=name, defaults={"organisation": actor.organisation, "activated_by": actor.membership}
            )
            if created:
                switched_on.append(name)
                if on_activate := manifests()[name].on_activate:
                    resolve(name, on_activate)(actor.organisation, actor.membership)
        revoke(organisation_id=actor.organisation_id)
    actor.forget()
    return switched_on


def deactivate_module(actor: Actor, *, module: str) -> None:
    """Switch a module off: it is hidden, its data stays. Raises StillRequired while another active one needs it."""
    actor.require("organisation.manage_modules")
    if module not in manifests():
        raise NotFound()
    with transaction.atomic():
        needed_by = dependants(module) & active_modules(actor.organisation.id)
        if needed_by:
            labels = ", ".join(str(manifests()[name].label) for name in sorted(needed_by))
            raise StillRequired(_("Switch off first what needs it: %(modules)s.") % {"modules": labels})
        ModuleActivation.objects.filter(module=module).delete()
        revoke(organisation_id=actor.organisation_id)
    actor.forget()
