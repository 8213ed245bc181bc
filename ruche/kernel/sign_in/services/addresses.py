# SPDX-License-Identifier: AGPL-3.0-or-later
"""Another e-mail address for an account: both mailboxes confirm it, and the old one can stop it."""

import hmac
import secrets
from datetime import timedelta
from uuid import UUID

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core import signing
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from ruche.kernel.errors import Conflict, InvalidInput, NotFound
from ruche.kernel.realtime import revoke
from ruche.kernel.security.limits import check_limit
from ruche.kernel.sign_in import letters
from ruche.kernel.sign_in.models import EmailChange
from ruche.kernel.users.models import User, clean_email, email_key
from ruche.kernel.users.selectors import find_user_by_email

LASTS = timedelta(hours=1)
_SALT = "ruche.sign_in.address"


def find_change(user: User) -> EmailChange | None:
    """The change that waits for its codes."""
    waiting = EmailChange.objects.filter(user=user, cancelled_at=None, done_at=None, expires_at__gt=timezone.now())
    return waiting.order_by("-created_at").first()


def begin_change(user: User, email: str) -> EmailChange:
    """Send a code to the present address and one to the new one. An address that is taken gets the same answer, and no letter."""
    check_limit("email_change", user.pk)
    email = clean_email(email)
    if email_key(email) == user.email_key:
        raise InvalidInput.on("email", _("This is the address that your account has."))
    old_code, new_code = _code(), _code()
    with transaction.atomic():
        _open(user).update(cancelled_at=timezone.now())
        change = EmailChange(user=user, email=email, email_key=email_key(email), expires_at=timezone.now() + LASTS)
        change.old_hash, change.new_hash = _hash(change.pk, "old", old_code), _hash(change.pk, "new", new_code)
        change.save()
        stop = f"{settings.PUBLIC_URL}{reverse('sign_in:email_change_stop', args=[signing.dumps(str(change.pk), salt=_SALT)])}"
        letters.send_address_code(user, to=user.email, code=old_code, new_email=email, stop_url=stop)
        if find_user_by_email(email) is None:
            letters.send_address_code(user, to=email, code=new_code, new_email=email, stop_url="")
    return change


def confirm_change(user: User, *, old_code: str, new_code: str) -> None:
    """Both codes: the account has its new address. Raises InvalidInput on the wrong one, Conflict when there is nothing to confirm."""
    check_limit("verification_code", account=user.email_key)
    with transaction.atomic():
        change = _open(user).select_for_update().filter(expires_at__gt=timezone.now()).order_by("-created_at").first()
        if change is None:
            raise Conflict(_("There is no change of address to confirm any more. Ask for it again."))
        _compare(change, "old", change.old_hash, old_code)
        _compare(change, "new", change.new_hash, new_code)
        _apply(change)


def stop_change(token: str) -> None:
    """By the link in the letter to the old address. Raises NotFound."""
    try:
        change_id = UUID(signing.loads(token, salt=_SALT, max_age=LASTS))
    except (signing.BadSignature, ValueError):
        raise NotFound() from None
    EmailChange.objects.filter(pk=change_id, done_at=None, cancelled_at=None).update(cancelled_at=timezone.now())


def _apply(change: EmailChange) -> None:
    user, old = User.objects.select_for_update().get(pk=change.user_id), change.user.email
    now = timezone.now()
    user.email = change.email
    try:
        with transaction.atomic():
            user.save(update_fields=["email"])
    except IntegrityError:
        raise Conflict(_("There is an account with this address meanwhile.")) from None
    EmailAddress.objects.filter(user=user).delete()
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    change.old_confirmed_at = change.new_confirmed_at = change.done_at = now
    change.save(update_fields=["old_confirmed_at", "new_confirmed_at", "done_at"])
    revoke(user_id=user.pk)
    for address in (old, user.email):
        letters.send_address_changed(user, to=address, new_email=user.email)


def _compare(change: EmailChange, which: str, kept: str, code: str) -> None:
    if not hmac.compare_digest(kept, _hash(change.pk, which, "".join(code.split()).replace("-", ""))):
        raise InvalidInput.on(f"{which}_code", _("This code is wrong. Look at the latest letter."), code="code_refused")


def _open(user: User) -> QuerySet[EmailChange]:
    return EmailChange.objects.filter(user=user, cancelled_at=None, done_at=None)


def _code() -> str:
    return f"{secrets.randbelow(10**8):08}"


def _hash(change_id: UUID, which: str, code: str) -> str:
    return salted_hmac("ruche.sign_in.address", f"{change_id}|{which}|{code}", algorithm="sha256").hexdigest()
