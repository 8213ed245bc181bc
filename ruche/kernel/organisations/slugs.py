# SPDX-License-Identifier: AGPL-3.0-or-later
"""The word that names an organisation in addresses: proposing it, its form, and what looks like what."""

import re

from django.utils.translation import gettext_lazy as _

from ruche.kernel.errors import InvalidInput
from ruche.kernel.text import fold

MAX_LENGTH = 40
_FORM = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_LOOK_ALIKES = (("0", "o"), ("1", "l"), ("i", "l"), ("rn", "m"), ("vv", "w"))

# Words that an address must keep for Ruche itself, or that would let an organisation pass for the instance.
# fmt: off
RESERVED = frozenset((
    "about", "abuse", "account", "accounts", "admin", "administrator", "api", "app", "auth", "billing", "blog", "cdn",
    "contact", "dashboard", "docs", "email", "federation", "healthz", "help", "home", "hostmaster", "info", "instance",
    "invitation", "invitations", "join", "legal", "live", "login", "logout", "mail", "me", "media", "new", "none",
    "notifications", "null", "o", "official", "organisation", "organisations", "organization", "owner", "password",
    "postmaster", "privacy", "profile", "public", "readyz", "register", "root", "ruche", "search", "security", "set-up",
    "settings", "sign-in", "sign-up", "signin", "signup", "static", "status", "support", "system", "team", "terms",
    "undefined", "user", "users", "webmaster", "well-known", "www",
))
# fmt: on


def skeleton(slug: str) -> str:
    """The slug with look-alike characters folded together: "at-e1ier" and "atelier" have the same."""
    text = slug.replace("-", "")
    for one, other in _LOOK_ALIKES:
        text = text.replace(one, other)
    return text


_RESERVED_SKELETONS = frozenset(skeleton(word) for word in RESERVED)


def propose_slug(name: str) -> str:
    """A slug for a name: "L’Atelier Sarcelle" → "l-atelier-sarcelle". Perhaps taken, perhaps empty."""
    return re.sub(r"[^a-z0-9]+", "-", fold(name)).strip("-")[:MAX_LENGTH].rstrip("-")


def check_slug(slug: str) -> str:
    """The slug as it is kept. Raises InvalidInput on "slug" when its form or the word is refused."""
    slug = slug.strip().lower()
    if not _FORM.fullmatch(slug) or not 2 <= len(slug) <= MAX_LENGTH:
        raise InvalidInput.on("slug", _("Use 2 to 40 letters without accents, digits and single hyphens."), code="slug_malformed")
    if skeleton(slug) in _RESERVED_SKELETONS:
        raise InvalidInput.on("slug", _("This word is reserved. Choose another one."), code="slug_reserved")
    return slug
