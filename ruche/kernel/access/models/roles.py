# SPDX-License-Identifier: AGPL-3.0-or-later
from datetime import timedelta
from uuid import UUID

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ruche.kernel.access.roles import Role
from ruche.kernel.db.models import OrganisationForeignKey, OrganisationModel

SOON = timedelta(days=7)


class CustomRole(OrganisationModel):
    """A role that an organisation made for itself: a name and permissions."""

    name = models.CharField(max_length=60)
    name_key = models.CharField(max_length=60, db_collation="C")
    description = models.CharField(max_length=300, blank=True, default="")
    version = models.IntegerField(default=0)
    deleted_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta(OrganisationModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "name_key"], condition=models.Q(deleted_at__isnull=True), name="custom_role_name_once"
            )
        ]

    def __str__(self) -> str:
        return self.name


class CustomRolePermission(OrganisationModel):
    """One permission of a role. A name that nobody declares any more (its module is gone) is kept and does nothing."""

    role = OrganisationForeignKey(CustomRole, on_delete=models.CASCADE, related_name="permissions")
    permission = models.CharField(max_length=80)

    class Meta(OrganisationModel.Meta):
        constraints = [models.UniqueConstraint(fields=["organisation", "role", "permission"], name="custom_role_permission_once")]


class RoleAssignment(OrganisationModel):
    """A role that somebody holds besides the built-in role of their membership, from one instant to another.

    Either a role of the organisation or a built-in one; in the whole organisation, or over a group and all inside it.
    A date that a person chose is kept as they wrote it, with its zone; the instant follows from it.
    """

    class Source(models.TextChoices):
        HAND = "hand", _("By hand")
        PROVIDER = "provider", _("From a sign-in provider")
        DIRECTORY = "directory", _("From a directory")

    BUILTIN = ((Role.MANAGER.value, Role.MANAGER.label), (Role.ADMIN.value, Role.ADMIN.label))

    membership = OrganisationForeignKey("organisations.Membership", on_delete=models.CASCADE, related_name="assignments")
    role = OrganisationForeignKey(CustomRole, on_delete=models.PROTECT, null=True, blank=True, related_name="assignments")
    builtin = models.CharField(max_length=12, choices=BUILTIN, blank=True, default="")
    scope = OrganisationForeignKey("organisations.Group", on_delete=models.PROTECT, null=True, blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    starts_wall = models.CharField(max_length=16, blank=True, default="")
    ends_wall = models.CharField(max_length=16, blank=True, default="")
    zone = models.CharField(max_length=64, blank=True, default="")
    reason = models.CharField(max_length=200, blank=True, default="")
    source = models.CharField(max_length=10, choices=Source.choices, default=Source.HAND)
    given_by = OrganisationForeignKey("organisations.Membership", on_delete=models.SET_NULL, null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = OrganisationForeignKey("organisations.Membership", on_delete=models.SET_NULL, null=True, blank=True)

    class Meta(OrganisationModel.Meta):
        constraints = [
            models.CheckConstraint(
                condition=models.Q(role__isnull=False, builtin="") | models.Q(role__isnull=True, builtin__in=["manager", "admin"]),
                name="assignment_one_role",
            ),
            models.CheckConstraint(
                condition=models.Q(ends_at__isnull=True) | models.Q(ends_at__gt=models.F("starts_at")), name="assignment_dates"
            ),
            models.UniqueConstraint(
                fields=["organisation", "membership", "role", "builtin", "scope"],
                condition=models.Q(ended_at__isnull=True),
                nulls_distinct=False,
                name="assignment_once",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "membership"], condition=models.Q(ended_at__isnull=True), name="assignment_open"),
            # For dated_assignments(), which knows no organisation.
            models.Index(fields=["starts_at"], condition=models.Q(ended_at__isnull=True), name="assignment_by_start"),
            models.Index(fields=["ends_at"], condition=models.Q(ended_at__isnull=True, ends_at__isnull=False), name="assignment_by_end"),
        ]

    @property
    def rights_group_id(self) -> UUID | None:
        return self.scope_id

    @property
    def ends_soon(self) -> bool:
        """Within a week: time to give it for longer."""
        return self.ends_at is not None and self.ends_at - timezone.now() < SOON

    @property
    def is_future(self) -> bool:
        """Not begun yet."""
        return self.starts_at > timezone.now()


def open_now() -> models.Q:
    """Assignments that run or will run: not ended by hand, not over by their date."""
    return models.Q(ended_at=None) & (models.Q(ends_at=None) | models.Q(ends_at__gt=timezone.now()))


def running_now() -> models.Q:
    """Assignments that count at this moment."""
    return open_now() & models.Q(starts_at__lte=timezone.now())
