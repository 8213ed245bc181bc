# SPDX-License-Identifier: AGPL-3.0-or-later
from django.utils.translation import gettext_lazy as _

from ruche.kernel.errors import Conflict, DomainError


class DirectoryUnreachable(DomainError):
    """No server of the directory answers, one broke off in the middle, or what it shows is not its certificate."""

    code = "directory_unreachable"
    status = 422
    message = _("The directory does not answer. Check the servers, the encryption and the certificate.")


class DirectoryRefused(DomainError):
    """The directory answers, and does not accept the name and password it was given."""

    code = "directory_refused"
    message = _("The directory does not accept this name and password.")


class LdapNotInstalled(DomainError):
    """The optional part is not there."""

    code = "ldap_not_installed"
    message = _("This instance was set up without LDAP. Whoever runs it can add it: RUCHE_EXTRAS=ldap bin/setup.")


class AlreadyRunning(Conflict):
    """One synchronisation of a directory at a time."""

    code = "already_running"
    message = _("This directory is being read right now. Wait until that is done.")
