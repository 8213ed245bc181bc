# SPDX-License-Identifier: AGPL-3.0-or-later
from collections.abc import Mapping
from typing import Any

from django import template
from django.forms import BoundField
from django.template.context import Context

from ruche.kernel.lifecycle.selectors import find_departure, find_progress
from ruche.kernel.organisations.models import Membership

register = template.Library()


@register.simple_tag
def chosen_heir(bound: BoundField, named: Mapping[str, Membership]) -> Membership | None:
    """{% chosen_heir bound named as chosen %}: who is chosen in the field of a form of heirs."""
    return named.get(str(bound.value() or ""))


@register.inclusion_tag("lifecycle/_member_progress.html", takes_context=True)
def member_progress(context: Context, membership: Membership, is_managed: bool = False) -> dict[str, Any]:
    """{% member_progress membership %}: how far somebody's checklists are, where the reader may see it.

    `is_managed`: on the page of whoever manages people, which also says that somebody is leaving.
    """
    actor = context["actor"]
    return {
        "organisation": context["organisation"],
        "membership": membership,
        "progress": find_progress(actor, membership.pk),
        "departure": find_departure(membership.pk) if is_managed else None,
    }
