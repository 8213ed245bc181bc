# SPDX-License-Identifier: AGPL-3.0-or-later
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from ruche.kernel.errors import InvalidInput
from ruche.kernel.organisations.models import Organisation, Slug
from ruche.kernel.organisations.slugs import MAX_LENGTH, check_slug, propose_slug, skeleton

# An organisation may move, but not collect the good addresses.
MAX_SLUGS = 20


def free_slug(name: str) -> str:
    """A slug for a name that nobody has and that resembles none. It may be gone a moment later: claim_slug decides."""
    base = propose_slug(name) or "group"
    for number in range(1, 200):
        suffix = "" if number == 1 else f"-{number}"
        slug = base[: MAX_LENGTH - len(suffix)].rstrip("-") + suffix
        if _is_free(slug):
            return slug
    return ""


def _is_free(slug: str) -> bool:
    try:
        check_slug(slug)
    except InvalidInput:
        return False
    return not Slug.objects.filter(Q(slug=slug) | Q(skeleton=skeleton(slug))).exists()


def claim_slug(organisation: Organisation, slug: str) -> None:
    """Give an organisation its slug, inside the caller's transaction. Raises InvalidInput on "slug".

    The unique constraints decide a race. A former slug of the same organisation may be taken up again.
    """
    slug = check_slug(slug)
    own = {one.slug: one for one in organisation.slugs.all()}
    if slug not in own:
        if len(own) >= MAX_SLUGS:
            raise InvalidInput.on("slug", _("This organisation had too many addresses. Take up a former one."), code="slug_limit")
        seen = {one.skeleton for one in own.values()}
        _insert(slug=slug, skeleton=None if skeleton(slug) in seen else skeleton(slug), organisation=organisation)
    organisation.slug = slug
    organisation.save(update_fields=["slug", "updated_at"])


def _insert(**values: Any) -> None:
    try:
        with transaction.atomic():
            Slug.objects.create(**values)
    except IntegrityError:
        free = free_slug(values["slug"])
        sentence = _("This address is taken, or looks too much like another one. “%(slug)s” is free.") % {"slug": free}
        raise InvalidInput.on("slug", sentence, code="slug_taken") from None
