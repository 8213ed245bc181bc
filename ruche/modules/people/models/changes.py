# SPDX-License-Identifier: AGPL-3.0-or-later
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from ruche.kernel.db.models import OrganisationForeignKey, OrganisationModel

# The fields that may need approval, in the words of the profile.
FIELD_LABELS = {
    "name": _("Name"),
    "title": _("Function"),
    "pronouns": _("Pronouns"),
    "phone": _("Telephone"),
    "email": _("E-mail address to show"),
    "text": _("About"),
}


class ProfileRule(OrganisationModel):
    """Whether a field of the profile changes only when somebody in charge approves. Without a row: as DEFAULT_RULES say."""

    field = models.CharField(max_length=20)
    needs_approval = models.BooleanField()

    class Meta(OrganisationModel.Meta):
        constraints = [models.UniqueConstraint(fields=["organisation", "field"], name="profile_rule_once")]


class ProfileChange(OrganisationModel):
    """A change of a profile that was asked for, and what became of it: the history of the profile."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("Waiting")
        APPROVED = "approved", _("Approved")
        REJECTED = "rejected", _("Rejected")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    membership = OrganisationForeignKey("organisations.Membership", on_delete=models.CASCADE)
    field = models.CharField(max_length=20)
    before = models.TextField(blank=True)
    after = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PROPOSED)
    proposed_by = OrganisationForeignKey("organisations.Membership", on_delete=models.SET_NULL, null=True, blank=True)
    decided_by = OrganisationForeignKey("organisations.Membership", on_delete=models.SET_NULL, null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta(OrganisationModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "membership", "field"],
                condition=models.Q(state="proposed"),
                name="profile_change_one_waiting",
            )
        ]
        indexes = [models.Index(fields=["organisation", "state", "id"], name="profile_change_by_state")]

    @property
    def field_label(self) -> Any:
        return FIELD_LABELS.get(self.field, self.field)
