# SPDX-License-Identifier: AGPL-3.0-or-later
from django.db import models

from ruche.kernel.db.models import OrganisationForeignKey, OrganisationModel


class Block(OrganisationModel):
    """Somebody does not want messages of somebody else. Nobody but the blocker reads it; the other one is never told."""

    blocker = OrganisationForeignKey("organisations.Membership", on_delete=models.CASCADE)
    blocked = OrganisationForeignKey("organisations.Membership", on_delete=models.CASCADE)

    class Meta(OrganisationModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organisation", "blocker", "blocked"], name="block_once"),
            models.CheckConstraint(condition=~models.Q(blocker=models.F("blocked")), name="block_of_somebody_else"),
        ]


class MessagePrivacy(OrganisationModel):
    """Somebody takes no direct messages from anybody. It answers a sender as a block does, so that a block cannot be told from it."""

    membership = OrganisationForeignKey("organisations.Membership", on_delete=models.CASCADE)

    class Meta(OrganisationModel.Meta):
        constraints = [models.UniqueConstraint(fields=["organisation", "membership"], name="message_privacy_once")]
