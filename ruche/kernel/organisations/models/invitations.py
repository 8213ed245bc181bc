# SPDX-License-Identifier: AGPL-3.0-or-later
"""Ways in. Tokens and codes are derived from the row's id by a keyed hash, so links can be copied again but not stolen
from the table; OrganisationKey finds their organisation."""

from django.db import models
from django.utils import timezone

from ruche.kernel.access.roles import Role
from ruche.kernel.db.models import OrganisationForeignKey, OrganisationModel


class Invitation(OrganisationModel):
    """To one address."""

    email = models.EmailField(max_length=254)
    email_key = models.CharField(max_length=254)
    name = models.CharField(max_length=120, blank=True)
    role = models.CharField(max_length=12, choices=Role.choices, default=Role.MEMBER)
    group = OrganisationForeignKey("organisations.Group", on_delete=models.SET_NULL, null=True, blank=True)
    # A custom role: of the access kernel, which knows this one; its service checks that it is there and may be given.
    custom_role = models.UUIDField(null=True, blank=True)
    born_on = models.DateField(null=True, blank=True)
    guardian_email = models.EmailField(max_length=254, blank=True, default="")
    external_id = models.CharField(max_length=120, blank=True, default="")
    invited_by = OrganisationForeignKey("organisations.Membership", on_delete=models.SET_NULL, null=True)
    expires_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = OrganisationForeignKey("organisations.Membership", on_delete=models.SET_NULL, null=True, blank=True)
    declined_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta(OrganisationModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "email_key"],
                condition=models.Q(accepted_at__isnull=True, declined_at__isnull=True, revoked_at__isnull=True),
                name="invitation_open_once",
            )
        ]

    @property
    def has_expired(self) -> bool:
        return self.expires_at <= timezone.now()


class JoinCode(OrganisationModel):
    """To whoever holds it."""

    label = models.CharField(max_length=80, blank=True)
    role = models.CharField(max_length=12, choices=Role.choices, default=Role.MEMBER)
    group = OrganisationForeignKey("organisations.Group", on_delete=models.SET_NULL, null=True, blank=True)
    created_by = OrganisationForeignKey("organisations.Membership", on_delete=models.SET_NULL, null=True)
    expires_at = models.DateTimeField()
    max_uses = models.PositiveIntegerField()
    uses = models.PositiveIntegerField(default=0)
    revoked_at = models.DateTimeField(null=True, blank=True)

    @property
    def has_expired(self) -> bool:
        return self.expires_at <= timezone.now()
