# SPDX-License-Identifier: AGPL-3.0-or-later
from django.db import models
from django.db.models import Q

from ruche.kernel.db.models import OrganisationForeignKey, OrganisationModel


class Profile(OrganisationModel):
    """What somebody says of themselves in one organisation. Who says nothing has none."""

    membership = OrganisationForeignKey("organisations.Membership", on_delete=models.CASCADE)
    title = models.CharField(max_length=120, blank=True)
    pronouns = models.CharField(max_length=40, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    email = models.EmailField(max_length=254, blank=True)
    languages = models.JSONField(default=list)
    text = models.TextField(blank=True)
    # Day and month; the year is nobody's business. Others see it only with `shows_birthday`.
    birth_day = models.SmallIntegerField(null=True, blank=True)
    birth_month = models.SmallIntegerField(null=True, blank=True)
    shows_birthday = models.BooleanField(default=False)
    # A week of three parts a day as bits (availability.py): a number is filtered where a document would not be.
    availability = models.IntegerField(default=0)
    available_from = models.DateField(null=True, blank=True)
    available_until = models.DateField(null=True, blank=True)
    # What the directory's search looks into besides the name: title, skills and languages, folded.
    search_key = models.TextField(blank=True, db_collation="C")

    class Meta(OrganisationModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organisation", "membership"], name="profile_once"),
            models.CheckConstraint(
                condition=Q(birth_day__isnull=True, birth_month__isnull=True) | Q(birth_day__range=(1, 31), birth_month__range=(1, 12)),
                name="profile_birthday_whole",
            ),
            models.CheckConstraint(
                condition=Q(available_from__isnull=True)
                | Q(available_until__isnull=True)
                | Q(available_until__gte=models.F("available_from")),
                name="profile_available_in_order",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "birth_month", "birth_day"], condition=Q(shows_birthday=True), name="profile_by_birthday"),
        ]
