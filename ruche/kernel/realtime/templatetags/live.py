# SPDX-License-Identifier: AGPL-3.0-or-later
from django.template import Context, Library
from django.utils.html import format_html
from django.utils.safestring import SafeString

from ruche.kernel.realtime.tickets import ticket_of

register = Library()


@register.simple_tag(takes_context=True)
def live_ticket(context: Context) -> SafeString | str:
    """{% load live %} {% live_ticket %}: the <meta> by which a page's socket signs in; nothing for strangers."""
    ticket = ticket_of(context["request"]) if "request" in context else None
    return format_html('<meta name="live-ticket" content="{}">', ticket) if ticket else ""
