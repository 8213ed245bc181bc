# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whatever names a person whose account is deleted is forgotten everywhere, in the same transaction; also by modules that are off."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.utils.module_loading import import_string
from django.utils.translation import gettext

from ruche.kernel.mail.models import Letter
from ruche.kernel.modules.registry import manifests, resolve
from ruche.kernel.notifications.models import Notification
from ruche.kernel.organisations.models import Invitation, Membership
from ruche.kernel.sign_in.models import EmailChange, KnownDevice, RefreshFamily, SessionFact
from ruche.kernel.text import fold
from ruche.kernel.users.models import User
from ruche.kernel.users.services import end_sessions

# Of the kernel: (user) -> None, and (membership) -> None in the organisation's scope.
PERSON = ("ruche.kernel.identity.services.erasing.erase_person", "ruche.kernel.directories.services.erasing.erase_person")
MEMBER = ("ruche.kernel.protection.services.erasing.erase_member",)


def erase_member(membership: Membership, email_key: str) -> None:
    """In one organisation, of which it is the scope: a former member without a name is left."""
    membership.refresh_from_db()
    membership.status, membership.name = Membership.Status.LEFT, gettext("A former member")
    membership.name_key = fold(membership.name)
    membership.save()
    Notification.objects.filter(membership=membership).delete()
    invited = Invitation.objects.filter(email_key=email_key)
    invited.filter(accepted_at=None).delete()
    invited.update(email="", email_key=membership.pk.hex, name="")
    for dotted in MEMBER:
        import_string(dotted)(membership)
    for name, manifest in manifests().items():
        if manifest.erase:
            resolve(name, manifest.erase)(membership)


def erase_account(user: User) -> None:
    """In the whole instance: an account that nobody can open is left, for the sake of what it wrote."""
    for dotted in PERSON:
        import_string(dotted)(user)
    Session.objects.filter(session_key__in=SessionFact.objects.filter(user=user).values("session_key")).delete()
    for model in (SessionFact, KnownDevice, EmailChange, RefreshFamily, Authenticator, EmailAddress):
        model.objects.filter(user=user).delete()
    Letter.objects.filter(to__iexact=user.email).exclude(state=Letter.State.WAITING).delete()
    user.email, user.name = f"{user.pk.hex}@deleted.invalid", ""
    user.time_zone, user.is_active, user.is_instance_admin, user.deletion_due_at = "", False, False, None
    user.set_unusable_password()
    user.save()
    end_sessions(user)
