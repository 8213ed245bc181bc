# SPDX-License-Identifier: AGPL-3.0-or-later
from django.db import models

from ruche.kernel.db.models import OrganisationForeignKey, OrganisationModel

# Characters of one message, counted after it was tidied.
MAX_BODY = 8_000


class Message(OrganisationModel):
    """What somebody wrote.

    `position` is its place in the channel, given once, without gaps. `revision` is the channel's revision at its last
    change. `client_id` is the sender's own name for it: sending it again gives the same message. `html` is the body,
    rendered and safe; both are empty once it is deleted.
    """

    channel = OrganisationForeignKey("chat.Channel", on_delete=models.CASCADE)
    author = OrganisationForeignKey("organisations.Membership", on_delete=models.CASCADE)
    position = models.BigIntegerField()
    revision = models.BigIntegerField()
    client_id = models.UUIDField()
    body = models.TextField(max_length=MAX_BODY, blank=True)
    html = models.TextField(blank=True)
    posted_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True, blank=True)
    deleted_at = models.DateTimeField(null=True, blank=True)

    class Meta(OrganisationModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organisation", "channel", "position"], name="message_position_once"),
            models.UniqueConstraint(fields=["organisation", "channel", "revision"], name="message_revision_once"),
            models.UniqueConstraint(fields=["organisation", "channel", "author", "client_id"], name="message_sent_once"),
        ]
