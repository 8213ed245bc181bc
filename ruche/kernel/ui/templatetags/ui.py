# SPDX-License-Identifier: AGPL-3.0-or-later
"""{% load ui %}: the small marks that every page uses. See docs/contributing/interface.md."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from django import template
from django.forms import BoundField
from django.template.context import Context
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from ruche.kernel.organisations.selectors.legal import find_logo
from ruche.kernel.ui import builds
from ruche.kernel.ui.dates import write_date, write_day, write_instant, write_month_day, write_weekday
from ruche.kernel.ui.dom import dom_id as identifier_of
from ruche.kernel.ui.fields import field_context
from ruche.kernel.ui.hues import hue_near, hue_of
from ruche.kernel.ui.navigation import find_person_url

register = template.Library()
_DAYS: dict[str, Callable[[Any], str]] = {
    "day": write_day,  # {{ home.today|day }}: Thursday 12 March 2026
    "plain_day": write_date,  # 12 March 2026
    "week_day": write_weekday,  # Thursday 12 March
    "month_day": write_month_day,  # 12 March
    "in_full": write_instant,  # Thursday 12 March 2026, 18:04
}


def _or_nothing(write: Callable[[Any], str]) -> Callable[[Any], str]:
    return lambda value: write(value) if value else ""


for _name, _write in _DAYS.items():
    register.filter(_name, _or_nothing(_write), expects_localtime=True)

FONTS = ("hanken-grotesk-latin-wght-normal", "bricolage-grotesque-latin-opsz-normal")


def _sized(block: str, size: int, standard: int) -> str:
    return block if size == standard else f"{block} {block}-{size}"


@register.simple_tag
def icon(name: str, size: int = 16, classes: str = "") -> SafeString:
    """{% icon "hash" 18 %}: a lucide icon in the colour of the text. A word or an aria-label goes beside it."""
    return _icon(name, size, classes, builds.address("icons.svg"))


@lru_cache(maxsize=1024)
def _icon(name: str, size: int, classes: str, sprite: str) -> SafeString:
    """A page has a hundred icons, of which most are the same as on the page before."""
    return format_html(
        '<svg class="{}" aria-hidden="true"><use href="{}#i-{}"/></svg>',
        f"{_sized('r-i', size, 16)} {classes}".rstrip(),
        sprite,
        name,
    )


@register.simple_tag
def sprite() -> str:
    """The address of the file of icons, for a drawing that places one itself."""
    return builds.address("icons.svg")


@register.simple_tag
def avatar(membership: Any, size: int = 32, presence: str = "", named: bool = False, classes: str = "") -> SafeString:
    """{% avatar membership 36 %}: a person. Their name usually stands beside it; `named=True` when it does not.

    `presence`: on, away, busy, off or nothing.
    """
    name = format_html(' role="img" aria-label="{0}" title="{0}"', membership.name) if named else SafeString(' aria-hidden="true"')
    shown = format_html(' data-p="{}"', presence) if presence else ""
    style = f"{_sized('r-av', size, 32)} r-hue-{hue_of(membership.pk)} {classes}".rstrip()
    return format_html('<span class="{}" data-member="{}"{}{}>{}</span>', style, membership.pk, shown, name, membership.initials)


@register.simple_tag(takes_context=True)
def can(context: Context, permission: str, obj: Any = None) -> bool:
    """{% can "chat.create_channel" as may %}, {% can "organisation.manage_groups" group as may %}: what the reader may do."""
    actor = context.get("actor")
    return actor is not None and actor.can(permission, obj)


@register.simple_tag(takes_context=True)
def person_url(context: Context, membership: Any) -> str:
    """{% person_url membership as url %}: where a person's name leads; "" where no active module has pages of people."""
    actor = context.get("actor")
    return find_person_url(actor, membership.pk) if actor else ""


@register.simple_tag
def hexagon(organisation: Any, size: int = 32, own: bool = False, classes: str = "") -> SafeString:
    """{% hexagon organisation 20 %}: an organisation among others, in the hue nearest its colour.

    `own=True` for the organisation whose colour the page wears.
    """
    hue = "" if own else f"r-hue-{hue_near(organisation.colour)}"
    style = " ".join(f"{_sized('r-hex', size, 32)} {hue} {classes}".split())
    return format_html('<span class="{}" aria-hidden="true">{}</span>', style, organisation.initials)


@register.simple_tag
def emblem(organisation: Any, size: int = 40) -> SafeString:
    """{% emblem organisation %}: its logo, for who is not inside yet; else the hexagon with its initials (one query)."""
    logo = find_logo(organisation)
    if logo is None:
        return hexagon(organisation, size, own=True)
    address = reverse("organisations:logo", args=[organisation.slug, logo.hash])
    return format_html('<img class="r-emblem" src="{}" alt="" height="{}">', address, size)


@register.simple_tag
def control(bound: BoundField) -> SafeString:
    """{% control form.scope %}: what one writes or chooses in, alone: where something else stands between label and control."""
    html: SafeString = field_context(bound)["control"]
    return html


@register.inclusion_tag("ui/_field.html")
def field(bound: BoundField, size: str = "", icon: str = "", unit: str = "") -> dict[str, Any]:
    """{% field form.email %}: label above, control, help or error below, wired together for assistive technology."""
    return field_context(bound, size=size, icon=icon, unit=unit)


@register.simple_block_tag
def dialog(content: str, identifier: str, title: str) -> SafeString:
    """{% dialog "leave" _("Leave this channel?") %}body and foot{% enddialog %}, opened by commandfor="leave" command="show-modal"."""
    return render_to_string("ui/_dialog.html", {"identifier": identifier, "title": title, "content": content})


@register.simple_block_tag
def menu(content: str, identifier: str, label: str, icon: str = "ellipsis") -> SafeString:
    """{% menu "channel-menu" _("More") %}<a class="r-menu-item" …>{% endmenu %}: an icon button and what it opens."""
    return render_to_string("ui/_menu.html", {"identifier": identifier, "label": label, "icon": icon, "content": content})


@register.simple_tag
def dom_id(instance: Any, part: str = "") -> str:
    """{% dom_id channel "row" %} → channel-row-0192…: the id that a page and its live updates share."""
    return identifier_of(instance, part)


@register.simple_tag
def instant(value: datetime | None, form: str = "short", classes: str = "") -> SafeString:
    """{% instant message.created_at %}: an instant that the browser shows in the reader's language and zone.

    `form`: short ("9:14", "yesterday", "12 March"), time, date or long.
    """
    if value is None:
        return SafeString("")
    utc = value.astimezone(UTC)
    return format_html(
        '<time{} datetime="{}" data-controller="local-time" data-local-time-form-value="{}">{}</time>',
        format_html(' class="{}"', classes) if classes else "",
        utc.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        form,
        utc.strftime("%Y-%m-%d %H:%M UTC"),
    )


@register.simple_tag(takes_context=True)
def built(context: Context, entry: str) -> SafeString:
    """{% built "main" %}: the styles, script and fonts of an entry point of frontend/."""
    if not builds.is_built():
        return SafeString("")
    source = f"frontend/{entry}.ts"
    fonts = ((builds.address(f"ruche/kernel/ui/fonts/{name}.woff2"),) for name in FONTS)
    sheets = ((sheet,) for sheet in builds.stylesheets(source))
    nonce = getattr(context.get("request"), "csp_nonce", "")
    return format_html(
        '{}\n{}\n<script type="module" src="{}" nonce="{}"></script>',
        format_html_join("\n", '<link rel="preload" href="{}" as="font" type="font/woff2" crossorigin>', fonts),
        format_html_join("\n", '<link rel="stylesheet" href="{}">', sheets),
        builds.address(source),
        nonce,
    )
