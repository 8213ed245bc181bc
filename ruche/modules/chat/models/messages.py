# SPDX-License-Identifier: AGPL-3.0-or-later
from django.db import models

from ruche.kernel.db.models import OrganisationForeignKey, OrganisationModel

# Characters of one message, counted after it was tidied.
MAX_BODY = 8_000


class Message(OrganisationModel):
    """What somebody wrote.

    `position` is its place in the channel, given once, without gaps. `revision` is the channel's revision at its last
    change. `client_id` is the sender's own name for it: sending it again gives the same message. `body` is Markdown, in
    which `<@membership>` mentions a person and `<@all>` everybody in the channel; `html` is the body, rendered and safe.
    Both are empty once it is deleted.
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
    deleted_by = OrganisationForeignKey("organisations.Membership", on_delete=models.SET_NULL, null=True, blank=True)
    pinned_at = models.DateTimeField(null=True, blank=True)
    pinned_by = OrganisationForeignKey("organisations.Membership", on_delete=models.SET_NULL, null=True, blank=True)

    class Meta(OrganisationModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organisation", "channel", "position"], name="message_position_once"),
            models.UniqueConstraint(fields=["organisation", "channel", "revision"], name="message_revision_once"),
            models.UniqueConstraint(fields=["organisation", "channel", "author", "client_id"], name="message_sent_once"),
        ]
        indexes = [
            models.Index(
                fields=["organisation", "channel", "position"], condition=models.Q(pinned_at__isnull=False), name="message_pinned"
            ),
        ]


class MessageVersion(OrganisationModel):
    """A body that a message had before it was edited or deleted, from `written_at` on. `revision` was the message's then."""

    message = OrganisationForeignKey(Message, on_delete=models.CASCADE)
    body = models.TextField(max_length=MAX_BODY)
    revision = models.BigIntegerField()
    written_at = models.DateTimeField()

    class Meta(OrganisationModel.Meta):
        constraints = [models.UniqueConstraint(fields=["organisation", "message", "revision"], name="message_version_once")]


class Mention(OrganisationModel):
    """Somebody was called by name in a live message; without `membership`, everybody in the channel.

    Gone when the message is deleted or edited so that it names them no longer. `position` is the message's.
    """

    channel = OrganisationForeignKey("chat.Channel", on_delete=models.CASCADE)
    message = OrganisationForeignKey(Message, on_delete=models.CASCADE)
    membership = OrganisationForeignKey("organisations.Membership", on_delete=models.CASCADE, null=True, blank=True)
    position = models.BigIntegerField()

    class Meta(OrganisationModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organisation", "message", "membership"], nulls_distinct=False, name="mention_once"),
        ]
        indexes = [
            models.Index(fields=["organisation", "membership", "channel", "position"], name="mention_of_person"),
            models.Index(
                fields=["organisation", "channel", "position"], condition=models.Q(membership__isnull=True), name="mention_of_all"
            ),
            models.Index(fields=["organisation", "membership", "message"], name="mention_by_time"),  # ids of messages grow with time
        ]
