# SPDX-License-Identifier: AGPL-3.0-or-later
"""{% load audience %}: who sees an object, and the field that chooses it. See docs/contributing/rights.md."""

from typing import Any

from django import template
from django.forms import BoundField
from django.template.context import Context
from django.urls import reverse

from ruche.kernel.access.audience_rules import Act, Level
from ruche.kernel.access.forms.audience import AudienceField
from ruche.kernel.access.models import AudienceModel

register = template.Library()

# icons: lock users-round building network globe
ICONS = {
    Level.OWNER: "lock",
    Level.GROUP: "users-round",
    Level.ORGANISATION: "building",
    Level.LINKED: "network",
    Level.PUBLIC: "globe",
}


@register.inclusion_tag("access/_audience_badge.html", takes_context=True)
def audience_badge(context: Context, obj: AudienceModel, size: int = 14) -> dict[str, Any]:
    """{% audience_badge position %}: who sees it, in an icon and words, and the way to the whole answer. It asks the database nothing.

    In a list, load the groups with the rows (select_related("audience_group")), or the badge says "a group".
    """
    level = obj.level(Act.SEE)
    organisation = context.get("organisation")
    is_loaded = "audience_group" in obj._state.fields_cache
    return {
        "level": level,
        "icon": ICONS[level],
        "size": size,
        "group": obj.audience_group if level == Level.GROUP and is_loaded else None,
        "url": reverse("access:audience_detail", args=[organisation.slug, obj.record_kind, obj.pk]) if organisation else "",
    }


@register.inclusion_tag("access/_audience_field.html", takes_context=True)
def audience_field(context: Context, bound: BoundField) -> dict[str, Any]:
    """{% audience_field form.audience %}: one choice of who sees it, and below, each act on its own."""
    field = bound.field
    assert isinstance(field, AudienceField)  # noqa: S101  a template that passes another field is a mistake of ours
    chosen = field.prepare_value(bound.value())
    organisation = context.get("organisation")
    return {
        "bound": bound,
        "count_url": reverse("access:audience_count", args=[organisation.slug]) if organisation else "",
        "name": bound.html_name,
        "id": bound.id_for_label or bound.html_name,
        "levels": [(level, ICONS[level], str(level) == chosen["see"]) for level in field.levels],
        "acts": [(act, field.word(act), chosen.get(act, "")) for act in field.acts if act != Act.SEE],
        "choices": field.levels,
        "groups": field.groups,
        "group": chosen.get("group", ""),
    }
