# SPDX-License-Identifier: AGPL-3.0-or-later
import logging
from datetime import timedelta
from uuid import UUID

from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef
from django.utils import timezone

from ruche.kernel.jobs import job
from ruche.kernel.security.sealing import unseal
from ruche.kernel.sign_in import letters
from ruche.kernel.sign_in.adapter import LOGIN_CODE
from ruche.kernel.sign_in.models import AccountDeletion, EmailChange, KnownDevice, RefreshFamily, SessionFact
from ruche.kernel.sign_in.services.deletion import finish_deletion
from ruche.kernel.users.models import User

_ADDRESSES = timedelta(days=90)

logger = logging.getLogger(__name__)


@job("sign_in.write_login_code")
def write_login_code(organisation_id: None, user_id: UUID | None, sealed: str) -> None:
    """The letter with the code. For an address that nobody has, `user_id` is None and nothing is left to do."""
    user = User.objects.filter(pk=user_id, is_active=True).first() if user_id else None
    if user is not None:
        letters.send_login_code(user, unseal(sealed, purpose=LOGIN_CODE))


@job("sign_in.delete_due_accounts", every=3600)
def delete_due_accounts(organisation_id: None) -> None:
    """Forget the people whose waiting time is over, each in a transaction of its own.

    One that fails holds up no other; what failed is raised together at the end, so that the page of jobs shows it.
    """
    due = AccountDeletion.objects.filter(cancelled_at=None, done_at=None, due_at__lte=timezone.now())
    failed: list[Exception] = []
    for deletion_id in list(due.order_by("due_at").values_list("pk", flat=True)):
        try:
            finish_deletion(deletion_id)
        except Exception as error:
            logger.exception("the deletion %s of an account failed", deletion_id)
            error.add_note(f"account deletion {deletion_id}")
            failed.append(error)
    if failed:
        raise ExceptionGroup("accounts that could not be forgotten", failed)


@job("sign_in.purge_facts", queue="bulk", every=6 * 3600)
def purge_facts(organisation_id: None) -> None:
    """Forget sessions that are over, programmes that were signed out, and after 90 days everything about devices."""
    now = timezone.now()
    alive = Session.objects.filter(session_key=OuterRef("session_key"), expire_date__gt=now)
    SessionFact.objects.filter(~Exists(alive)).delete()
    RefreshFamily.objects.filter(expires_at__lt=now).delete()
    RefreshFamily.objects.filter(revoked_at__lt=now - _ADDRESSES).delete()
    EmailChange.objects.filter(expires_at__lt=now - _ADDRESSES).delete()
    KnownDevice.objects.filter(last_at__lt=now - timedelta(days=400)).delete()
    SessionFact.objects.filter(last_used_at__lt=now - _ADDRESSES).update(address="", agent="")
