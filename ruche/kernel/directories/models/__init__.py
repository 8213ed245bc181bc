# SPDX-License-Identifier: AGPL-3.0-or-later
from ruche.kernel.directories.models.directories import DirectoryAccount, LdapDirectory, LdapEntry, LdapRun

__all__ = ["DirectoryAccount", "LdapDirectory", "LdapEntry", "LdapRun"]
