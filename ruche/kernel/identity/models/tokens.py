# SPDX-License-Identifier: AGPL-3.0-or-later
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ruche.kernel.db.models import GlobalModel


class BearerToken(GlobalModel):
    """A long token of a person or a service account, for one organisation. Only its hash is kept.

    simplejwt has the name AccessToken already.
    """

    class Kind(models.TextChoices):
        PERSONAL = "personal", _("Personal")
        SERVICE = "service", _("Service account")

    hash = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    user = models.ForeignKey("users.User", on_delete=models.CASCADE, related_name="+")
    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=60)
    # What its beginning looks like, so that it is recognised in somebody's configuration file.
    prefix = models.CharField(max_length=16)
    # Names of permissions; names of address networks (CIDR), none = from everywhere. Never filtered in SQL.
    scopes = models.JSONField(default=list)
    networks = models.JSONField(default=list)
    expires_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)
    last_address = models.CharField(max_length=45, default="")
    created_by = models.ForeignKey("users.User", on_delete=models.SET_NULL, null=True, related_name="+")
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["user", "kind"], name="bearertoken_by_user")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_valid(self) -> bool:
        return self.revoked_at is None and (self.expires_at is None or self.expires_at > timezone.now())
