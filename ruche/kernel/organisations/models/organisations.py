# SPDX-License-Identifier: AGPL-3.0-or-later
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from ruche.kernel.db.models import GlobalModel
from ruche.kernel.users.models import User


def default_languages() -> list[str]:
    return ["fr"]


class Organisation(GlobalModel):
    """A company, an association, a family…: whoever shares one life on this instance."""

    class Kind(models.TextChoices):
        COMPANY = "company", _("Company")
        ASSOCIATION = "association", _("Association")
        TEAM = "team", _("Team")
        FAMILY = "family", _("Family")
        NEIGHBOURHOOD = "neighbourhood", _("Neighbourhood")
        SCHOOL = "school", _("School")

    class DateFormat(models.TextChoices):
        LONG = "long", _("21 November 2026")
        NUMERIC = "numeric", _("21/11/2026")
        ISO = "iso", _("2026-11-21")

    class WeekStart(models.IntegerChoices):
        MONDAY = 1, _("Monday")
        SATURDAY = 6, _("Saturday")
        SUNDAY = 7, _("Sunday")

    name = models.CharField(max_length=80)
    slug = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=16, choices=Kind.choices)
    colour = models.CharField(max_length=7, default="#b97a08")
    second_colour = models.CharField(max_length=7, blank=True, default="")
    language = models.CharField(max_length=2, choices=User.Language.choices, default=User.Language.FRENCH)
    languages: "models.JSONField[Any, Any]" = models.JSONField(default=default_languages)  # the ones its people work in
    time_zone = models.CharField(max_length=64, default="Europe/Paris")
    currency = models.CharField(max_length=3, default="EUR")
    date_format = models.CharField(max_length=12, choices=DateFormat.choices, default=DateFormat.LONG)
    week_start = models.SmallIntegerField(choices=WeekStart.choices, default=WeekStart.MONDAY)
    is_demo = models.BooleanField(default=False)
    # Raised when the rights of everybody may have changed (the group tree, a role): what waits compares it before it writes.
    rights_epoch = models.IntegerField(default=0)
    suspended_at = models.DateTimeField(null=True, blank=True)
    suspended_reason = models.CharField(max_length=500, blank=True, default="")
    suspended_until = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name

    @property
    def initials(self) -> str:
        """Two letters for the hexagon: of the first two words that count, else of the name."""
        words = [word for word in self.name.replace("’", " ").replace("'", " ").split() if len(word) > 1 and word[0].isalnum()]
        letters = "".join(word[0] for word in words[:2]) if len(words) > 1 else self.name[:2]
        return letters.upper()


class Slug(GlobalModel):
    """Every slug an organisation has or had. An old one redirects and is never given to others."""

    slug = models.CharField(max_length=40, unique=True)
    # The slug with look-alike characters folded together: two organisations never look the same in an address. Null when
    # another slug of the same organisation already holds this skeleton.
    skeleton = models.CharField(max_length=40, unique=True, null=True)  # noqa: DJ001  null is outside the constraint
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="slugs")


class OrganisationKey(GlobalModel):
    """Finds the organisation of what arrives from outside without one, by the keyed sha-256 of a token or code.

    Its id is the id of the row that the token or code stands for.
    """

    hash = models.CharField(max_length=64, unique=True)
    purpose = models.CharField(max_length=20)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
