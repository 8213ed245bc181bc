# SPDX-License-Identifier: AGPL-3.0-or-later
from django.core.management.commands import migrate

from ruche.kernel.db.autodetector import TenancyAutodetector


class Command(migrate.Command):
    """Django's command, comparing the models as our makemigrations does."""

    autodetector = TenancyAutodetector
