# SPDX-License-Identifier: AGPL-3.0-or-later
from django.db import models

from ruche.kernel.db.models import OrganisationForeignKey, OrganisationModel


class Profile(OrganisationModel):
    """What somebody says of themselves in one organisation. Who says nothing has none."""

    membership = OrganisationForeignKey("organisations.Membership", on_delete=models.CASCADE)
    title = models.CharField(max_length=120, blank=True)
    pronouns = models.CharField(max_length=40, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    email = models.EmailField(max_length=254, blank=True)
    skills = models.JSONField(default=list)
    languages = models.JSONField(default=list)
    text = models.TextField(blank=True)
    # What the directory's search looks into besides the name: title, skills and languages, folded.
    search_key = models.TextField(blank=True, db_collation="C")

    class Meta(OrganisationModel.Meta):
        constraints = [models.UniqueConstraint(fields=["organisation", "membership"], name="profile_once")]
