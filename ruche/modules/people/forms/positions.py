# SPDX-License-Identifier: AGPL-3.0-or-later
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ruche.kernel.access.actor import Actor
from ruche.modules.people.models import Position
from ruche.modules.people.permissions import MANAGE_POSITIONS
from ruche.modules.people.selectors import list_filter_groups


class PositionForm(forms.Form):
    """What a post is. Only groups where the actor opens posts are offered."""

    title = forms.CharField(label=_("What the post is called"), max_length=120, help_text=_("“Treasurer”, “Head of repairs”."))
    group_id = forms.TypedChoiceField(label=_("Group"), required=False, coerce=UUID, empty_value=None)
    is_head_post = forms.BooleanField(label=_("Whoever holds it leads the group"), required=False)
    opened_on = forms.DateField(
        label=_("Open since"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}), initial=timezone.localdate
    )
    text = forms.CharField(label=_("What there is to do"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 5}))

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        allowed = actor.groups_where(MANAGE_POSITIONS)
        groups = [one for one in list_filter_groups(actor) if allowed is None or one.id in allowed]
        whole = [("", _("The organisation as a whole"))] if allowed is None else []
        offered = [*whole, *((str(one.id), "\u2003" * one.depth + one.name) for one in groups)]
        self.fields["group_id"].choices = offered  # type: ignore[attr-defined]

    @classmethod
    def of(cls, actor: Actor, position: Position, data: Any = None) -> "PositionForm":
        kept = {name: getattr(position, name) for name in cls.base_fields}
        form = cls(actor, data, initial=kept)
        form.fields["version"] = forms.IntegerField(widget=forms.HiddenInput, initial=position.version)
        return form


class HolderForm(forms.Form):
    """Who holds a post; nobody: it is vacant. `version`: of the post as the page showed it."""

    holder_id = forms.UUIDField(required=False)
    version = forms.IntegerField()
