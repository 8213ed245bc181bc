# SPDX-License-Identifier: AGPL-3.0-or-later
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ruche.kernel.access.permissions import catalogue
from ruche.kernel.errors import Conflict, InvalidInput, PermissionRefused


class GivesMoreThanHas(PermissionRefused):
    """Somebody gives, changes or takes a role with rights that they do not hold themselves. `missing`: their names."""

    code = "gives_more_than_has"

    def __init__(self, missing: Iterable[str]) -> None:
        self.missing = sorted(missing)
        known = catalogue()
        labels = ", ".join(str(known[name].label) for name in self.missing[:3] if name in known)
        super().__init__(_("Nobody can give more than they have. You do not have, there and for as long: %(rights)s.") % {"rights": labels})


class RoleInUse(Conflict):
    """People hold the role."""

    code = "role_in_use"
    message = gettext_lazy("People hold this role. Take it from them first, or delete it together with what they hold.")


class ScopeUnknown(InvalidInput):
    """The group of a role is not there, or is in the bin."""

    code = "scope_unknown"

    @classmethod
    def on_scope(cls) -> Any:
        return cls(_("Choose a group that exists."), fields={"scope": [_("Choose a group that exists.")]})
