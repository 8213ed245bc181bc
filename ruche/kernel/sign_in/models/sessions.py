# SPDX-License-Identifier: AGPL-3.0-or-later
from django.db import models

from ruche.kernel.db.models import GlobalModel


class SessionFact(GlobalModel):
    """What its person is shown of one session. `created_at`: the sign-in. The last use is written every few minutes only."""

    user = models.ForeignKey("users.User", on_delete=models.CASCADE, related_name="+")
    session_key = models.CharField(max_length=40, unique=True)
    address = models.CharField(max_length=45, blank=True)
    agent = models.CharField(max_length=300, blank=True)
    device = models.CharField(max_length=80, blank=True)
    method = models.CharField(max_length=40)
    # Whose provider or directory it came through; no reference, so that who signs in needs no row of an organisation.
    organisation_id = models.UUIDField(null=True)
    # When its person last proved who they are, and whether by a second factor too: what open sockets are asked for.
    authenticated_at = models.DateTimeField(null=True)
    has_factor = models.BooleanField(default=False)
    last_used_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["last_used_at"], name="session_fact_by_use")]


class KnownDevice(GlobalModel):
    """A browser that a person signed in with before: then no letter warns of it. Only a hash of its cookie is kept."""

    user = models.ForeignKey("users.User", on_delete=models.CASCADE, related_name="+")
    hash = models.CharField(max_length=64)
    agent = models.CharField(max_length=300, blank=True)
    last_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "hash"], name="one_row_per_device")]


class RefreshFamily(GlobalModel):
    """One sign-in through the API: the chain of its long tokens, of which only the last one counts."""

    user = models.ForeignKey("users.User", on_delete=models.CASCADE, related_name="+")
    current_jti = models.CharField(max_length=32)
    previous_jti = models.CharField(max_length=32, blank=True)
    rotated_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField()
    address = models.CharField(max_length=45, blank=True)
    agent = models.CharField(max_length=300, blank=True)
    facts = models.JSONField(default=dict)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    revoked_why = models.CharField(max_length=40, blank=True)

    class Meta:
        indexes = [models.Index(fields=["expires_at"], name="refresh_family_by_end")]
