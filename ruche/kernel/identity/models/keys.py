# SPDX-License-Identifier: AGPL-3.0-or-later
from django.db import models

from ruche.kernel.db.models import GlobalModel


class SigningKey(GlobalModel):
    """A private key that signs what Ruche says of people to other programs. Published before it signs, and after."""

    kid = models.CharField(max_length=64, unique=True)
    pem_sealed = models.TextField()
    not_before = models.DateTimeField()
    expires_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.kid
