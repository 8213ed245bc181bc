# SPDX-License-Identifier: AGPL-3.0-or-later
"""Passwords that a directory knows. Asked after the account's own, and only for people whom that directory brought."""

from uuid import UUID

from ruche.kernel.db.context import organisation_scope
from ruche.kernel.directories.client import is_installed, open_directory
from ruche.kernel.directories.models import DirectoryAccount, LdapDirectory
from ruche.kernel.errors import DomainError
from ruche.kernel.organisations.models import Membership
from ruche.kernel.users.models import User


def check_directory_password(user: User, password: str, address: str) -> UUID | bool | None:
    """The organisation whose directory says yes; False when it says no or does not answer; None: no directory knows them.

    The entry is found by its lasting identity, never by anything that was typed.
    """
    account = DirectoryAccount.objects.filter(user=user).first()
    if account is None or not password or not is_installed():
        return None
    with organisation_scope(account.organisation_id, user.pk):
        rows = LdapDirectory.objects.select_related("organisation").filter(pk=account.directory_id, is_active=True, may_sign_in=True)
        directory = rows.first()
        is_member = Membership.objects.filter(user=user, status=Membership.Status.ACTIVE).exists()
        if directory is None or not is_member:
            return None
        return account.organisation_id if _says_yes(directory, account.external_id, password) else False


def _says_yes(directory: LdapDirectory, external_id: str, password: str) -> bool:
    try:
        with open_directory(directory) as client:
            person = client.find(external_id=external_id)
            return person is not None and client.is_password_of(person.dn, password)
    except DomainError:
        return False
