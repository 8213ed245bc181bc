# SPDX-License-Identifier: AGPL-3.0-or-later
from ruche.kernel.directories.models import DirectoryAccount
from ruche.kernel.users.models import User


def erase_person(user: User) -> None:
    """A directory says no more who somebody is whose account is deleted."""
    DirectoryAccount.objects.filter(user=user).delete()
