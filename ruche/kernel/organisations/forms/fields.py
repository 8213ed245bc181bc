# SPDX-License-Identifier: AGPL-3.0-or-later
"""Fields that several forms of an organisation share. What they let through, the services check again."""

from typing import Any
from uuid import UUID
from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext_lazy as _

from ruche.kernel.access.actor import Actor
from ruche.kernel.access.roles import Role
from ruche.kernel.organisations.colours import PALETTE
from ruche.kernel.organisations.selectors import GroupNode, list_groups
from ruche.kernel.organisations.slugs import MAX_LENGTH

OWN = "own"


class NameField(forms.CharField):
    def __init__(self, label: Any, **options: Any) -> None:
        super().__init__(label=label, max_length=80, widget=forms.TextInput(attrs={"autocomplete": "off"}), **options)


class SlugField(forms.CharField):
    """The word after /o/ in addresses."""

    def __init__(self, **options: Any) -> None:
        attributes = {"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        widget = forms.TextInput(attrs=attributes)
        super().__init__(label=_("Address"), max_length=MAX_LENGTH, widget=widget, **options)


class ColourField(forms.MultiValueField):
    """One of the palette, or one's own. The value is "#rrggbb"; "" where none may be chosen too."""

    def __init__(self, label: Any, *, worn_as: str = "--org", none: Any = "") -> None:
        choices = [*([("", none)] if none else []), *PALETTE, (OWN, _("Your own"))]
        fields = (forms.ChoiceField(choices=choices, required=not none), forms.CharField(max_length=7, required=False))
        widget = ColourWidget(label, worn_as=worn_as, none=none)
        super().__init__(fields, label=label, widget=widget, require_all_fields=False, required=not none)

    def compress(self, data_list: list[str]) -> str:
        if not data_list:
            return ""
        chosen, own = data_list
        return own if chosen == OWN else chosen


class ColourWidget(forms.MultiWidget):
    """`worn_as`: the property by which the page wears the colour while it is chosen."""

    template_name = "organisations/_colour.html"

    def __init__(self, label: Any, *, worn_as: str, none: Any) -> None:
        super().__init__((forms.RadioSelect(choices=PALETTE), forms.TextInput(attrs={"type": "color"})))
        self.words = {"label": label, "worn_as": worn_as, "none": none}

    def decompress(self, value: str | None) -> list[str | None]:
        in_palette = value in dict(PALETTE)
        return [value if in_palette or not value else OWN, value]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, value, attrs)
        chosen, own = value if isinstance(value, list) else self.decompress(value)
        shown = {"palette": PALETTE, "chosen": chosen or "", "own": own or PALETTE[0][0], "own_key": OWN}
        return {**context, **self.words, "name": name, **shown}


class TimeZoneField(forms.ChoiceField):
    """IANA names; the browser's list searches as one types."""

    def __init__(self) -> None:
        zones = sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith(("Etc/", "SystemV/", "US/")))
        messages = {"invalid_choice": _("Choose a time zone from the list.")}
        super().__init__(label=_("Time zone"), choices=[(zone, zone) for zone in [*zones, "UTC"]], error_messages=messages)
        self.widget = SearchedInput(self.choices)


class SearchedInput(forms.TextInput):
    """A text field with the browser's own searching list."""

    template_name = "organisations/_searched_input.html"

    def __init__(self, choices: Any) -> None:
        super().__init__(attrs={"autocomplete": "off", "spellcheck": "false"})
        self.choices = choices

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["attrs"]["list"] = f"{name}-list"
        return {**context, "list_id": f"{name}-list", "options": [value for value, _label in self.choices]}


class GroupField(forms.TypedChoiceField):
    """A group of the organisation, or none; shown as the tree.

    `without`: a group that is left out with all that is inside it (`is_only_without`: it alone). `permission`: only groups
    where the actor holds it, and none only where they hold it everywhere (`is_none_open`: to everybody).
    """

    def __init__(
        self,
        actor: Actor,
        *,
        label: Any,
        none: Any,
        without: UUID | None = None,
        is_only_without: bool = False,
        permission: str = "",
        is_none_open: bool = False,
        nodes: list[GroupNode] | None = None,
    ) -> None:
        held = actor.groups_where(permission) if permission else None
        has_none = held is None or is_none_open
        choices = [("", none)] if has_none else []
        hidden_below: int | None = None
        for node in list_groups(actor) if nodes is None else nodes:
            if hidden_below is not None and node.depth > hidden_below:
                continue
            is_out = node.group.pk == without
            hidden_below = node.depth if is_out and not is_only_without else None
            if not is_out and (held is None or node.group.pk in held):
                choices.append((str(node.group.pk), "\u2003" * node.depth + node.group.name))
        super().__init__(label=label, choices=choices, coerce=UUID, empty_value=None, required=not has_none)


def roles_up_to(highest: Role) -> list[tuple[str, Any]]:
    """Choices of roles, the one who may most first."""
    return [(role.value, role.label) for role in reversed(Role) if highest.includes(role)]
