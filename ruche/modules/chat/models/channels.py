# SPDX-License-Identifier: AGPL-3.0-or-later
"""Channels and who is in them.

Lock order: the channel's row first, then its memberships and messages; several channels by ascending id.
"""

import hashlib
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from ruche.kernel.db.models import OrganisationForeignKey, OrganisationModel, RecordModel

MEMBERSHIP = "organisations.Membership"


class Channel(RecordModel):
    """Where people talk. `last_position` counts its messages, `revision` every change of one of them."""

    class Kind(models.TextChoices):
        OPEN = "open", _("Open")
        PRIVATE = "private", _("Private")
        ANNOUNCEMENT = "announcement", _("Announcements")
        DIRECT = "direct", _("Direct messages")
        GROUP = "group", _("Group")
        TEAM = "team", _("Team")
        DEPARTMENT = "department", _("Department")
        PROJECT = "project", _("Project")

    record_kind: ClassVar[str] = "chat.channel"
    # Everybody in the organisation but guests finds these, and may come in.
    LISTED: ClassVar[tuple[str, ...]] = (Kind.OPEN, Kind.ANNOUNCEMENT)
    # These have no name of their own: the people in them are their name.
    UNNAMED: ClassVar[tuple[str, ...]] = (Kind.DIRECT, Kind.GROUP)

    kind = models.CharField(max_length=12, choices=Kind.choices)
    name = models.CharField(max_length=80, blank=True)
    name_key = models.CharField(max_length=160, blank=True, db_collation="C")
    topic = models.CharField(max_length=250, blank=True)
    # Of an unnamed channel: a hash of the people in it, so that the same people always meet in the same place.
    people_key = models.CharField(max_length=64, blank=True)
    created_by = OrganisationForeignKey(MEMBERSHIP, on_delete=models.CASCADE, null=True, blank=True)
    is_default = models.BooleanField(default=False)
    is_history_whole = models.BooleanField(default=True)
    archived_at = models.DateTimeField(null=True, blank=True)
    last_position = models.BigIntegerField(default=0)
    last_posted_at = models.DateTimeField(null=True, blank=True)
    revision = models.BigIntegerField(default=0)
    # Messages purged for good: nobody can catch up from below this revision.
    purged_through_revision = models.BigIntegerField(default=0)

    class Meta(RecordModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "name_key"],
                condition=models.Q(deleted_at__isnull=True, kind__in=("open", "announcement")),
                name="channel_name_once",
            ),
            models.UniqueConstraint(
                fields=["organisation", "people_key"],
                condition=models.Q(deleted_at__isnull=True) & ~models.Q(people_key=""),
                name="channel_people_once",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "kind", "name_key"], name="channel_by_name"),
            models.Index(fields=["id"], name="channel_by_id"),  # for channel_revisions(), which knows no organisation
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_listed(self) -> bool:
        return self.kind in self.LISTED

    @property
    def is_named(self) -> bool:
        return self.kind not in self.UNNAMED

    @property
    def is_archived(self) -> bool:
        return self.archived_at is not None

    @property
    def version(self) -> str:
        """Another one for every change of its settings: who saves what they looked at earlier is told."""
        said = repr((self.name, self.topic, self.is_history_whole))
        return hashlib.sha256(said.encode()).hexdigest()[:16]


class ChannelMembership(OrganisationModel):
    """Somebody in a channel, from one instant to another. Coming back begins a new row.

    `added_by`, `removed_by`: who else did it; None when they came or went by themselves, or with the organisation.
    `read_position`: the last message they have seen. `visible_from_position`: the first they may see.
    """

    channel = OrganisationForeignKey(Channel, on_delete=models.CASCADE)
    membership = OrganisationForeignKey(MEMBERSHIP, on_delete=models.CASCADE)
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)
    added_by = OrganisationForeignKey(MEMBERSHIP, on_delete=models.CASCADE, null=True, blank=True)
    removed_by = OrganisationForeignKey(MEMBERSHIP, on_delete=models.SET_NULL, null=True, blank=True)
    read_position = models.BigIntegerField(default=0)
    visible_from_position = models.BigIntegerField(default=0)

    class Meta(OrganisationModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "channel", "membership"],
                condition=models.Q(left_at__isnull=True),
                name="channel_membership_once",
            )
        ]
        indexes = [
            models.Index(
                fields=["organisation", "membership", "channel"],
                condition=models.Q(left_at__isnull=True),
                name="channel_membership_of_person",
            )
        ]
