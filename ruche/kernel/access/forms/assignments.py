# SPDX-License-Identifier: AGPL-3.0-or-later
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ruche.kernel.access.actor import Actor
from ruche.kernel.access.models import RoleAssignment
from ruche.kernel.access.role_refs import RoleRef
from ruche.kernel.access.selectors import RoleLine
from ruche.kernel.access.wall_time import WallTime
from ruche.kernel.organisations.forms.fields import GroupField


class WallTimeField(forms.CharField):
    """A date and an hour as a clock on the wall shows them; the zone is the form's."""

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, max_length=16, widget=forms.DateTimeInput(attrs={"type": "datetime-local"}), **options)


class AssignmentForm(forms.Form):
    """A role for somebody: which, over what, from when to when. `zone`: of the dates, which are wall time."""

    role = forms.ChoiceField(label=_("Role"))
    starts = WallTimeField(label=_("From"), help_text=_("Without it, from now on."))
    ends = WallTimeField(label=_("Until"), help_text=_("Without it, until somebody ends it."))
    reason = forms.CharField(label=_("Reason"), max_length=200, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"}))

    def __init__(self, actor: Actor, roles: Iterable[RoleLine], zone: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = zone
        givable = [(role.id, role.name) for role in roles if role.ref is not None]
        self.fields["role"].choices = [("", _("Choose a role")), *givable]  # type: ignore[attr-defined]
        self.fields["scope"] = GroupField(actor, label=_("Where"), none=_("In the whole organisation"))
        self.order_fields(["role", "scope", "starts", "ends", "reason"])

    def values(self) -> dict[str, Any]:
        """For give_role()."""
        sent = self.cleaned_data
        return {
            "role": RoleRef.parse(sent["role"]),
            "scope_id": sent["scope"],
            "starts": _wall(sent["starts"], self.zone),
            "ends": _wall(sent["ends"], self.zone),
            "reason": sent["reason"],
        }


class EndForm(forms.Form):
    """When a role that somebody holds ends."""

    ends = WallTimeField(label=_("Until"), help_text=_("Without it, until somebody ends it."))

    def __init__(self, zone: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = zone

    @classmethod
    def of(cls, assignment: RoleAssignment, zone: str, data: Any = None) -> "EndForm":
        return cls(assignment.zone or zone, data, initial={"ends": assignment.ends_wall})

    @property
    def wall(self) -> WallTime | None:
        return _wall(self.cleaned_data["ends"], self.zone)


def _wall(text: str, zone: str) -> WallTime | None:
    return WallTime(text[:16], zone) if text else None
