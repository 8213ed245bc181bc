# SPDX-License-Identifier: AGPL-3.0-or-later
from django.db import models
from django.utils.translation import gettext_lazy as _

from ruche.kernel.db.models import GlobalModel
from ruche.kernel.users.models import User


class Organisation(GlobalModel):
    """A company, an association, a family…: whoever shares one life on this instance."""

    class Kind(models.TextChoices):
        COMPANY = "company", _("Company")
        ASSOCIATION = "association", _("Association")
        TEAM = "team", _("Team")
        FAMILY = "family", _("Family")
        NEIGHBOURHOOD = "neighbourhood", _("Neighbourhood")
        SCHOOL = "school", _("School")

    name = models.CharField(max_length=80)
    slug = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=16, choices=Kind.choices)
    colour = models.CharField(max_length=7, default="#b97a08")
    language = models.CharField(max_length=2, choices=User.Language.choices, default=User.Language.FRENCH)
    time_zone = models.CharField(max_length=64, default="Europe/Paris")
    is_demo = models.BooleanField(default=False)

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
