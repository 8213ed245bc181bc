# SPDX-License-Identifier: AGPL-3.0-or-later
from django import template
from django.template import Context

from ruche.kernel.sign_in.facts import facts_of
from ruche.kernel.sign_in.selectors.arrivals import FactorDue, find_factor_due

register = template.Library()


@register.simple_tag(takes_context=True)
def factor_due(context: Context) -> FactorDue | None:
    """{% factor_due as due %}: from when the organisation of the page requires a second factor that its reader has not."""
    request, actor = context.get("request"), context.get("actor")
    if request is None or actor is None:
        return None
    return find_factor_due(actor.membership, facts_of(request))
