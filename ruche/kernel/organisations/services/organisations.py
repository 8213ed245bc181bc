# SPDX-License-Identifier: AGPL-3.0-or-later
from collections.abc import Callable, Collection
from typing import Any
from zoneinfo import available_timezones

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ruche.kernel.access.actor import Actor
from ruche.kernel.access.roles import Role
from ruche.kernel.db.context import organisation_scope
from ruche.kernel.errors import InvalidInput
from ruche.kernel.modules.registry import manifests
from ruche.kernel.modules.services import activate_module
from ruche.kernel.organisations.colours import check_colour
from ruche.kernel.organisations.currencies import CURRENCIES
from ruche.kernel.organisations.errors import CreationRefused
from ruche.kernel.organisations.models import Membership, Organisation
from ruche.kernel.organisations.services.legal import keep_capital
from ruche.kernel.organisations.services.locking import lock_organisation
from ruche.kernel.organisations.services.slugs import claim_slug
from ruche.kernel.realtime import revoke
from ruche.kernel.security.limits import check_limit, give_back
from ruche.kernel.security.text import clean_name
from ruche.kernel.text import fold
from ruche.kernel.users.models import User


def can_create_organisation(user: User) -> bool:
    """Anybody who is signed in where registration is open, else the administrator of the instance only."""
    return user.is_instance_admin or settings.ENVIRONMENT.registration == "open"


def modules_for(kind: str) -> list[str]:
    """Names of the modules that an organisation of this kind begins with."""
    return [name for name, manifest in manifests().items() if not manifest.profiles or kind in manifest.profiles]


def create_organisation(
    user: User, *, name: str, kind: str, slug: str, colour: str = "", modules: Collection[str] | None = None, is_demo: bool = False
) -> Actor:
    """Found an organisation; the user becomes its owner. Returns them as an actor in it.

    `modules`: what to switch on, by default what its kind begins with. `is_demo`: whoever may make demo data may do this.
    Raises CreationRefused, InvalidInput, TooManyAttempts.
    """
    if not is_demo:
        if not can_create_organisation(user):
            raise CreationRefused()
        check_limit("organisation", user.pk)
    try:
        return _create(user, name=name, kind=kind, slug=slug, colour=colour, modules=modules, is_demo=is_demo)
    except InvalidInput:
        if not is_demo:
            give_back("organisation", user.pk)
        raise


def _create(user: User, *, name: str, kind: str, slug: str, colour: str, modules: Collection[str] | None, is_demo: bool) -> Actor:
    if kind not in Organisation.Kind.values:
        raise InvalidInput.on("kind", _("Choose one of the kinds."))
    organisation = Organisation(name=_check_name(name), kind=kind, language=user.language, is_demo=is_demo)
    organisation.languages = [user.language]
    organisation.time_zone = user.time_zone or settings.TIME_ZONE
    organisation.colour = check_colour(colour or organisation.colour)
    with transaction.atomic():
        organisation.slug = f"_{organisation.pk.hex}"  # until the claim below: unique, and no slug
        organisation.save()
        claim_slug(organisation, slug)
        with organisation_scope(organisation.pk, user.pk):
            actor = Actor(user=user, membership=_found(user), organisation=organisation)
            for module in modules_for(kind) if modules is None else modules:
                activate_module(actor, module=module)
    return actor


def _found(user: User) -> Membership:
    name = user.name or user.email.partition("@")[0]
    membership: Membership = Membership.objects.create(
        user=user, name=name, name_key=fold(name)[:120], role=Role.OWNER, joined_at=timezone.now()
    )
    return membership


def update_organisation(actor: Actor, **changes: Any) -> Organisation:
    """Change some of name, slug, colours, languages, time zone, currency, dates and weeks (keywords).

    Raises InvalidInput on the field.
    """
    actor.require("organisation.update_organisation")
    with transaction.atomic():
        organisation = lock_organisation(actor.organisation_id)
        currency = organisation.currency
        for field, value in changes.items():
            if field != "slug":
                setattr(organisation, field, _CHECKS[field](value))
        organisation.save()
        if organisation.currency != currency:
            keep_capital(currency, organisation.currency)
        if changes.get("slug", organisation.slug) != organisation.slug:
            claim_slug(organisation, changes["slug"])
        revoke(organisation_id=organisation.pk)
    return organisation


def _check_name(name: str) -> str:
    return clean_name(name, max_length=80)


def _check_language(language: str) -> str:
    if language not in User.Language.values:
        raise InvalidInput.on("language", _("Choose French or English."))
    return language


def _check_time_zone(time_zone: str) -> str:
    if time_zone not in available_timezones():
        raise InvalidInput.on("time_zone", _("Choose a time zone from the list."))
    return time_zone


def _check_second_colour(colour: str) -> str:
    return check_colour(colour, field="second_colour") if colour else ""


def _check_languages(languages: Collection[str]) -> list[str]:
    chosen = [code for code in User.Language.values if code in languages]
    if not chosen or len(chosen) != len(set(languages)):
        raise InvalidInput.on("languages", _("Choose at least one of the languages."))
    return chosen


def _check_currency(currency: str) -> str:
    if currency not in CURRENCIES:
        raise InvalidInput.on("currency", _("Choose a currency from the list."))
    return currency


def _check_date_format(date_format: str) -> str:
    if date_format not in Organisation.DateFormat.values:
        raise InvalidInput.on("date_format", _("Choose one of the ways to write a date."))
    return date_format


def _check_week_start(week_start: Any) -> int:
    if str(week_start) not in map(str, Organisation.WeekStart.values):
        raise InvalidInput.on("week_start", _("Choose Monday, Saturday or Sunday."))
    return int(week_start)


_CHECKS: dict[str, Callable[[Any], Any]] = {
    "name": _check_name,
    "colour": check_colour,
    "second_colour": _check_second_colour,
    "language": _check_language,
    "languages": _check_languages,
    "time_zone": _check_time_zone,
    "currency": _check_currency,
    "date_format": _check_date_format,
    "week_start": _check_week_start,
}
