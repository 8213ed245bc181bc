# SPDX-License-Identifier: AGPL-3.0-or-later
from django.db import models

from ruche.kernel.db.models import OrganisationForeignKey, PersonalModel

MEMBERSHIP = "organisations.Membership"


class Notification(PersonalModel):
    """Somebody is told of something, once. Ids only: words are made when it is read, in the reader's language.

    `subject_id`: what it is about, by its `kind`. `container` and `position`: where that stands; whoever has read the container
    up to there has read the notification, unless it `is_read_apart` (it came to be in what was read already). `count`: how many
    things it stands for.
    """

    membership = OrganisationForeignKey(MEMBERSHIP, on_delete=models.CASCADE)
    kind = models.CharField(max_length=60)
    subject_id = models.UUIDField()
    container = OrganisationForeignKey("kernel.Record", on_delete=models.CASCADE, null=True, blank=True)
    position = models.BigIntegerField(default=0)
    is_read_apart = models.BooleanField(default=False)
    caused_by = OrganisationForeignKey(MEMBERSHIP, on_delete=models.CASCADE, null=True, blank=True)
    count = models.PositiveIntegerField(default=1)
    happened_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta(PersonalModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organisation", "membership", "kind", "subject_id"], name="notification_once"),
        ]
        indexes = [
            models.Index(fields=["organisation", "membership", "happened_at", "id"], name="notification_by_time"),
            models.Index(fields=["organisation", "membership"], condition=models.Q(read_at__isnull=True), name="notification_unread"),
            models.Index(fields=["organisation", "kind", "subject_id"], name="notification_of_subject"),
        ]
