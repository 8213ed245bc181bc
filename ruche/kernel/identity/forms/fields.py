# SPDX-License-Identifier: AGPL-3.0-or-later
from collections.abc import Iterable
from typing import Any

from django import forms

from ruche.kernel.access.permissions import Permission
from ruche.kernel.identity.scopes import by_module


class LinesField(forms.CharField):
    """Several values, one a line."""

    def __init__(self, **options: Any) -> None:
        attributes = {"rows": 3, "autocomplete": "off", "spellcheck": "false", "autocapitalize": "none", "class": "r-mono"}
        super().__init__(widget=forms.Textarea(attrs=attributes), max_length=8000, **options)

    def clean(self, value: Any) -> list[str]:
        return [line.strip() for line in super().clean(value).splitlines() if line.strip()]

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value


class PermissionsField(forms.MultipleChoiceField):
    """Names of permissions, by module and in the words of the role editor: shown by identity/_permissions.html."""

    def __init__(self, permissions: Iterable[Permission], **options: Any) -> None:
        given = list(permissions)
        self.groups = by_module(given)
        choices = [(one.name, one.label) for one in given]
        super().__init__(choices=choices, widget=forms.CheckboxSelectMultiple, required=False, **options)
