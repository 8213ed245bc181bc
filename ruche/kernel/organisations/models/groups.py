# SPDX-License-Identifier: AGPL-3.0-or-later
from typing import ClassVar
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from ruche.kernel.db.models import OrganisationForeignKey, OrganisationModel, RecordModel


class Group(RecordModel):
    """People inside an organisation; groups nest."""

    class Kind(models.TextChoices):
        DEPARTMENT = "department", _("Department")
        TEAM = "team", _("Team")
        BOARD = "board", _("Board")
        CLASS = "class", _("Class")
        FAMILY = "family", _("Family")
        THEME = "theme", _("Theme")

    record_kind: ClassVar[str] = "organisations.group"

    name = models.CharField(max_length=80)
    name_key = models.CharField(max_length=80, db_collation="C")
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.TEAM)
    parent = OrganisationForeignKey("organisations.Group", on_delete=models.PROTECT, null=True, blank=True)
    description = models.CharField(max_length=500, blank=True, default="")
    # One of the nine hues of the design, 1 to 9 in their order; without one it follows from the id.
    hue = models.SmallIntegerField(null=True, blank=True)
    # The first and the last day of a group that has dates: a class, a commission, a working group.
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    version = models.IntegerField(default=0)
    external_id = models.CharField(max_length=200, blank=True, default="")

    class Meta(RecordModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "parent", "name_key"],
                condition=models.Q(deleted_at__isnull=True),
                nulls_distinct=False,
                name="group_name_once",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def rights_group_id(self) -> UUID:
        """Where a right over this group may be held: on itself, or on one around it."""
        return self.id


class GroupMembership(OrganisationModel):
    """Somebody in a group, from one instant to another."""

    class Source(models.TextChoices):
        HAND = "hand", _("By hand")
        RULE = "rule", _("By a rule")
        DIRECTORY = "directory", _("From a directory")
        PROVIDER = "provider", _("From a sign-in provider")

    group = OrganisationForeignKey(Group, on_delete=models.CASCADE, related_name="memberships")
    membership = OrganisationForeignKey("organisations.Membership", on_delete=models.CASCADE, related_name="group_memberships")
    is_lead = models.BooleanField(default=False)
    is_deputy = models.BooleanField(default=False)
    source = models.CharField(max_length=10, choices=Source.choices, default=Source.HAND)
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)
    added_by = OrganisationForeignKey("organisations.Membership", on_delete=models.SET_NULL, null=True, blank=True)

    class Meta(OrganisationModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "group", "membership"],
                condition=models.Q(left_at__isnull=True),
                name="group_membership_once",
            ),
            models.CheckConstraint(condition=~models.Q(is_lead=True, is_deputy=True), name="group_post_one"),
        ]
        indexes = [
            models.Index(fields=["organisation", "membership"], condition=models.Q(left_at__isnull=True), name="group_membership_open")
        ]

    @property
    def rights_group_id(self) -> UUID:
        return self.group_id


class GroupInside(OrganisationModel):
    """The closure of the tree: `inner` is `outer` (depth 0) or somewhere inside it. Also of groups in the bin.

    Written by services/group_tree.py alone, under the organisation's lock. It makes "is this group inside that one"
    an index look-up, which a recursive query is not.
    """

    outer = OrganisationForeignKey(Group, on_delete=models.CASCADE)
    inner = OrganisationForeignKey(Group, on_delete=models.CASCADE)
    depth = models.SmallIntegerField()

    class Meta(OrganisationModel.Meta):
        constraints = [models.UniqueConstraint(fields=["organisation", "outer", "inner"], name="group_inside_once")]


class GroupPlace(OrganisationModel):
    """Where a group was in the tree, and under what name, from one instant to another."""

    group = OrganisationForeignKey(Group, on_delete=models.CASCADE)
    parent = OrganisationForeignKey(Group, on_delete=models.SET_NULL, null=True, blank=True)
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=12, choices=Group.Kind.choices)
    from_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True, blank=True)
    by = OrganisationForeignKey("organisations.Membership", on_delete=models.SET_NULL, null=True, blank=True)

    class Meta(OrganisationModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "group"], condition=models.Q(until_at__isnull=True), name="group_place_open_once"
            )
        ]
