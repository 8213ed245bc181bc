# SPDX-License-Identifier: AGPL-3.0-or-later
from django.db import models

from ruche.kernel.db.models import GlobalModel


class EmailChange(GlobalModel):
    """A new address that waits to be confirmed from both mailboxes. Codes are kept as hashes."""

    user = models.ForeignKey("users.User", on_delete=models.CASCADE, related_name="+")
    email = models.EmailField(max_length=254)
    email_key = models.CharField(max_length=254)
    old_hash = models.CharField(max_length=64)
    new_hash = models.CharField(max_length=64)
    old_confirmed_at = models.DateTimeField(null=True)
    new_confirmed_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["user", "-created_at"], name="email_change_by_user")]


class AccountDeletion(GlobalModel):
    """A person asked to be forgotten. `created_at`: when they asked."""

    user = models.ForeignKey("users.User", on_delete=models.CASCADE, related_name="+")
    due_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=models.Q(cancelled_at=None, done_at=None), name="one_open_deletion_per_person"
            )
        ]
