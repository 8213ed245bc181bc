# SPDX-License-Identifier: AGPL-3.0-or-later
from django.contrib.sessions.models import Session
from django.utils import timezone

from ruche.kernel.jobs import job
from ruche.kernel.security.models import LimitUse


@job("security.sweep", queue="bulk", every=3600)
def sweep(organisation_id: None) -> None:
    """Forget what has expired: sessions, and attempts whose window is over."""
    now = timezone.now()
    Session.objects.filter(expire_date__lt=now).delete()
    LimitUse.objects.filter(resets_at__lt=now).delete()
