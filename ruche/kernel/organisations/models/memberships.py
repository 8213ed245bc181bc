# SPDX-License-Identifier: AGPL-3.0-or-later
from django.db import models
from django.utils.translation import gettext_lazy as _

from ruche.kernel.access.roles import Role
from ruche.kernel.db.models import OrganisationForeignKey, PersonalModel


class Membership(PersonalModel):
    """A user in an organisation. Business rows point to it, never to the user, so leaving and erasing stay simple."""

    class Status(models.TextChoices):
        ACTIVE = "active", _("Active")
        SUSPENDED = "suspended", _("Suspended")
        LEFT = "left", _("Left")
        # A minor whose parent has not consented yet: in nobody's list, and may not enter.
        WAITING = "waiting", _("Waiting for consent")

    class Kind(models.TextChoices):
        PERSON = "person", _("Person")
        SERVICE = "service", _("Service account")

    name = models.CharField(max_length=120)
    # The folded name: sorting and searching use it (the embedded server has no ICU).
    name_key = models.CharField(max_length=120, db_collation="C")
    role = models.CharField(max_length=12, choices=Role.choices, default=Role.MEMBER)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.ACTIVE)
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.PERSON)
    # Raised when the rights of this person may have changed: what waits compares it before it writes.
    rights_version = models.IntegerField(default=0)
    joined_at = models.DateTimeField()
    joined_by = OrganisationForeignKey("organisations.Membership", on_delete=models.SET_NULL, null=True, blank=True)
    left_at = models.DateTimeField(null=True, blank=True)
    # The person themselves when they left, somebody else when they were removed.
    left_by = OrganisationForeignKey("organisations.Membership", on_delete=models.SET_NULL, null=True, blank=True)
    last_visited_at = models.DateTimeField(null=True, blank=True)

    class Meta(PersonalModel.Meta):
        constraints = [models.UniqueConstraint(fields=["organisation", "user"], name="membership_once")]
        indexes = [
            models.Index(fields=["organisation", "name_key"], name="membership_by_name"),
            models.Index(fields=["user", "status"], name="membership_by_user"),
            models.Index(fields=["id"], name="membership_by_id"),  # for membership_organisations(), which knows no organisation
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_active(self) -> bool:
        return self.status == self.Status.ACTIVE

    @property
    def initials(self) -> str:
        """First letters of the first and last words of the name, as people write them."""
        words = self.name.split() or ["?"]
        return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()
