# SPDX-License-Identifier: AGPL-3.0-or-later
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ruche.kernel.access.selectors import PermissionGroup, RoleLine


class RoleForm(forms.Form):
    """A role: name, what it is for, permissions. What is not shown (modules that are off) stays as it was."""

    name = forms.CharField(label=_("Name"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    description = forms.CharField(
        label=_("What it is for"), max_length=300, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    permissions = forms.MultipleChoiceField(label=_("Permissions"), required=False, widget=forms.CheckboxSelectMultiple)
    version = forms.IntegerField(required=False, initial=0, widget=forms.HiddenInput)

    def __init__(self, groups: Iterable[PermissionGroup], *args: Any, role: RoleLine | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        open_names = [line.permission.name for group in groups for line in group.permissions if line.is_active]
        self.fields["permissions"].choices = [(name, name) for name in open_names]  # type: ignore[attr-defined]
        self._unseen = frozenset(role.permissions) - set(open_names) if role else frozenset()

    @classmethod
    def of(cls, groups: Iterable[PermissionGroup], role: RoleLine, data: Any = None) -> "RoleForm":
        initial = {
            "name": role.name,
            "description": role.description,
            "permissions": sorted(role.permissions),
            "version": role.version,
        }
        return cls(groups, data, role=role, initial=initial)

    def renewed(self, groups: Iterable[PermissionGroup], role: RoleLine) -> "RoleForm":
        """The same values over the role as it is now, which somebody changed meanwhile: saving again replaces it."""
        sent = {"name": self.cleaned_data["name"], "description": self.cleaned_data["description"], "version": role.version}
        form = RoleForm.of(groups, role, {**sent, "permissions": sorted(self.cleaned_data["permissions"] - self._unseen)})
        form.add_error(None, _("Somebody changed this role meanwhile. Compare with what it is now; saving again replaces it."))
        return form

    def clean_permissions(self) -> frozenset[str]:
        return frozenset(self.cleaned_data["permissions"]) | self._unseen

    def clean_version(self) -> int:
        return self.cleaned_data["version"] or 0

    @property
    def chosen(self) -> frozenset[str]:
        """What is ticked now: what was sent, or what the role has."""
        value = self["permissions"].value() or []
        return frozenset(str(one) for one in value)
