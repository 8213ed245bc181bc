# SPDX-License-Identifier: AGPL-3.0-or-later
from datetime import timedelta

from allauth.idp.oidc.models import Token
from django.db.models import Q
from django.utils import timezone

from ruche.kernel.identity.models import BearerToken, GrantedToken, SigningKey

# So long somebody may still ask what a token was.
KEPT = timedelta(days=90)


def clear_tokens() -> None:
    """Expired and revoked tokens, spent refresh tokens, keys that check nothing any more."""
    now = timezone.now()
    before = now - KEPT
    BearerToken.objects.filter(Q(expires_at__lt=before) | Q(revoked_at__lt=before)).delete()
    Token.objects.expired().delete()
    GrantedToken.objects.filter(token=None, updated_at__lt=before).delete()
    SigningKey.objects.filter(expires_at__lt=now).delete()
