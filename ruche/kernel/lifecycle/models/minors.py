# SPDX-License-Identifier: AGPL-3.0-or-later
from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ruche.kernel.db.models import OrganisationForeignKey, OrganisationModel


class Minor(OrganisationModel):
    """Somebody under 18. The row, and with it the date of birth, goes on their eighteenth birthday."""

    membership = OrganisationForeignKey("organisations.Membership", on_delete=models.CASCADE)
    born_on = models.DateField()
    # The child's own consent; the law asks theirs beside the parent's.
    agreed_at = models.DateTimeField(null=True, blank=True)
    agreed_text = models.CharField(max_length=10, blank=True, default="")
    came_in_at = models.DateTimeField(null=True, blank=True)  # for the first time
    # When the fifteenth birthday was noted, and what a parent decides ended.
    decides_alone_at = models.DateTimeField(null=True, blank=True)

    class Meta(OrganisationModel.Meta):
        constraints = [models.UniqueConstraint(fields=["organisation", "membership"], name="minor_once")]


class GuardianConsent(OrganisationModel):
    """What was asked of somebody with parental authority, and what they answered. At most one that counts for each child.

    The token of its link is derived from the id and never stored; OrganisationKey finds it by a hash.
    """

    class Way(models.TextChoices):
        LINK = "link", _("By the link of a letter")
        PAPER = "paper", _("On paper")

    class State(models.TextChoices):
        """What `state` says. Asked: no answer yet."""

        ASKED = "asked", _("Asked, no answer yet")
        GIVEN = "given", _("Given")
        REFUSED = "refused", _("Refused")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    child = OrganisationForeignKey("organisations.Membership", on_delete=models.CASCADE)
    # Who belongs to the organisation themselves; for everybody else the address is all there is.
    guardian = OrganisationForeignKey("organisations.Membership", on_delete=models.SET_NULL, null=True, blank=True)
    email = models.EmailField(max_length=254, blank=True)
    name = models.CharField(max_length=120, blank=True)  # as they signed
    way = models.CharField(max_length=5, choices=Way.choices, default=Way.LINK)
    asked_at = models.DateTimeField()
    letter_at = models.DateTimeField(null=True, blank=True)  # null: a letter is due
    expires_at = models.DateTimeField(null=True, blank=True)  # until then the link gives; it withdraws for as long as it counts
    given_at = models.DateTimeField(null=True, blank=True)
    refused_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)  # another one took its place, or the child is 15
    text_version = models.CharField(max_length=10, blank=True, default="")
    address = models.CharField(max_length=45, blank=True, default="")
    signed_on = models.DateField(null=True, blank=True)  # on paper
    recorded_by = OrganisationForeignKey("organisations.Membership", on_delete=models.SET_NULL, null=True, blank=True)
    note = models.CharField(max_length=200, blank=True, default="")

    class Meta(OrganisationModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organisation", "child"], condition=Q(closed_at__isnull=True), name="guardian_consent_once")
        ]
        indexes = [models.Index(fields=["organisation", "child", "-asked_at"], name="guardian_consent_by_child")]

    @property
    def state(self) -> "GuardianConsent.State":
        return (
            self.State.WITHDRAWN
            if self.withdrawn_at
            else self.State.GIVEN
            if self.given_at
            else self.State.REFUSED
            if self.refused_at
            else self.State.ASKED
        )

    @property
    def decided_at(self) -> datetime | None:
        return self.withdrawn_at or self.given_at or self.refused_at

    @property
    def has_expired(self) -> bool:
        return self.state != self.State.GIVEN and self.expires_at is not None and self.expires_at <= timezone.now()
