# SPDX-License-Identifier: AGPL-3.0-or-later
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ruche.kernel.access.actor import Actor
from ruche.kernel.organisations.forms.fields import GroupField, NameField
from ruche.kernel.organisations.models import Group


class GroupForm(forms.Form):
    name = NameField(_("Name"))
    kind = forms.ChoiceField(label=_("Kind"), choices=Group.Kind.choices, initial=Group.Kind.TEAM)

    def __init__(self, actor: Actor, *args: Any, group: Group | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        without = group.pk if group else None
        self.fields["parent_id"] = GroupField(actor, label=_("Inside"), none=_("At the top"), without=without)

    @classmethod
    def of(cls, actor: Actor, group: Group, data: Any = None) -> "GroupForm":
        initial = {"name": group.name, "kind": group.kind, "parent_id": str(group.parent_id or "")}
        return cls(actor, data, group=group, initial=initial)
