# SPDX-License-Identifier: AGPL-3.0-or-later
from hashlib import sha256

from django.db import transaction

from ruche.kernel.access.actor import Actor
from ruche.kernel.organisations.models import OrganisationLogo
from ruche.kernel.organisations.pictures import check_logo
from ruche.kernel.organisations.services.locking import lock_organisation


def set_logo(actor: Actor, *, content: bytes) -> OrganisationLogo:
    """Give the organisation another logo. Raises PermissionRefused, InvalidInput on "logo"."""
    actor.require("organisation.update_organisation")
    picture = check_logo(content)
    with transaction.atomic():
        lock_organisation(actor.organisation_id)
        values = {"content": content, "media": picture.media, "hash": sha256(content).hexdigest()}
        logo: OrganisationLogo
        logo, _created = OrganisationLogo.objects.update_or_create(defaults=values, organisation_id=actor.organisation_id)
    return logo


def remove_logo(actor: Actor) -> None:
    """Its initials again."""
    actor.require("organisation.update_organisation")
    OrganisationLogo.objects.all().delete()
