# SPDX-License-Identifier: AGPL-3.0-or-later
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from ruche.kernel.access.actor import Actor
from ruche.kernel.organisations.forms.fields import GroupField, NameField
from ruche.kernel.organisations.models import Group
from ruche.kernel.organisations.selectors import GroupNode

# In the order of the design (kernel/ui/hues.py).
HUE_NAMES = (_("Rose"), _("Coral"), _("Honey"), _("Moss"), _("Mint"), _("Lagoon"), _("Sky"), _("Iris"), _("Plum"))
MANAGE = "organisation.manage_groups"


class DayField(forms.DateField):
    def __init__(self, label: Any, **options: Any) -> None:
        widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        super().__init__(label=label, required=False, widget=widget, input_formats=["%Y-%m-%d"], **options)


class _DetailsForm(forms.Form):
    name = NameField(_("Name"))
    kind = forms.ChoiceField(label=_("Kind"), choices=Group.Kind.choices, initial=Group.Kind.TEAM)
    description = forms.CharField(label=_("What it is for"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2}))
    hue = forms.TypedChoiceField(
        label=_("Colour"), choices=[("", _("By itself")), *enumerate(HUE_NAMES, 1)], coerce=int, empty_value=None, required=False
    )
    starts_on = DayField(_("First day"))
    ends_on = DayField(_("Last day"), help_text=_("After it, the group’s heads have no rights by it any more."))


class NewGroupForm(_DetailsForm):
    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent_id"] = GroupField(actor, label=_("Inside"), none=_("At the top"), permission=MANAGE)


class GroupForm(_DetailsForm):
    """`version` is the one that the person looked at; without the right around the group, only what is its own can change."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    @classmethod
    def of(cls, actor: Actor, group: Group, data: Any = None) -> "GroupForm":
        form = cls(data, initial={name: getattr(group, name) for name in cls.base_fields})
        if not actor.can(MANAGE, group.parent):
            for name in ("kind", "starts_on", "ends_on"):
                form.fields[name].disabled = True
        return form


class MoveForm(forms.Form):
    """Where to: the groups that the actor manages, but for those inside the one that moves."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, actor: Actor, group: Group, *args: Any, nodes: list[GroupNode] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = GroupField(actor, label=_("Move into"), none=_("At the top"), without=group.pk, permission=MANAGE, nodes=nodes)
        self.fields["parent_id"] = field

    @classmethod
    def of(cls, actor: Actor, group: Group, parent_id: UUID | None) -> "MoveForm":
        return cls(actor, group, initial={"version": group.version, "parent_id": str(parent_id or "")})


class DeletionForm(forms.Form):
    def __init__(self, actor: Actor, group: Group, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        label, none = _("What was meant for this group goes to"), _("Nobody: only to those who own it")
        field = GroupField(actor, label=label, none=none, without=group.pk, is_only_without=True, permission=MANAGE, is_none_open=True)
        self.fields["heir_id"] = field
