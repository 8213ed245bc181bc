# SPDX-License-Identifier: AGPL-3.0-or-later
"""A letter's three parts from its templates: <template>.subject.txt, <template>.txt, <template>.html."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.template import Context
from django.template.loader import get_template
from django.urls import reverse
from django.utils import timezone, translation

from ruche.kernel.mail.colours import readable_ink, strong_colour
from ruche.kernel.organisations.date_formats import dates_of
from ruche.kernel.organisations.models import Organisation
from ruche.kernel.organisations.selectors.legal import find_logo, get_legal_identity, legal_lines
from ruche.kernel.text import one_line

# Where no organisation speaks, Ruche does, in its own colour (design/tokens.css).
_RUCHE_COLOUR = "#b97a08"
_LONGEST_SUBJECT = 250


@dataclass(frozen=True)
class Rendered:
    subject: str
    text: str
    html: str


def render_letter(template: str, context: Mapping[str, Any], language: str, organisation: Organisation | None) -> Rendered:
    """Render the three parts in the receiver's language; days in the zone and the way of the organisation."""
    accent = strong_colour(organisation.colour if organisation else _RUCHE_COLOUR)
    second = strong_colour(organisation.second_colour) if organisation and organisation.second_colour else ""
    sender_lines, logo = _sender(organisation)
    surroundings = {
        "organisation": organisation,
        "public_url": settings.PUBLIC_URL,
        "language": language,
        "accent": accent,
        "accent_ink": readable_ink(accent),
        "second": second,
        "sender_lines": sender_lines,
        "logo": logo,
    }
    values = {**surroundings, **context}
    zone = organisation.time_zone if organisation else settings.TIME_ZONE
    with translation.override(language), timezone.override(zone), dates_of(organisation):
        subject = one_line(_render(f"{template}.subject.txt", values, escape=False))[:_LONGEST_SUBJECT]
        values["subject"] = subject
        text = _render(f"{template}.txt", values, escape=False).strip() + "\n"
        html = _render(f"{template}.html", values, escape=True).strip()
    return Rendered(subject, text, html)


def _sender(organisation: Organisation | None) -> tuple[list[str], str]:
    """Who sends it, in law, and the address of its logo. Read once for a batch of letters: the organisation's object carries it."""
    if organisation is None:
        return [], ""
    known: tuple[list[str], str] | None = organisation.__dict__.get("_sender")
    if known is None:
        logo = find_logo(organisation)
        address = f"{settings.PUBLIC_URL}{reverse('organisations:logo', args=[organisation.slug, logo.hash])}" if logo else ""
        with translation.override(organisation.language):
            known = organisation.__dict__["_sender"] = legal_lines(organisation, get_legal_identity(organisation)), address
    return known


def _render(name: str, values: Mapping[str, Any], *, escape: bool) -> str:
    # Rendered without a request: a letter must not depend on who happened to cause it.
    template: Any = get_template(name)
    return str(template.template.render(Context(dict(values), autoescape=escape)))
