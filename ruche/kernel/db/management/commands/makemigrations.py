# SPDX-License-Identifier: AGPL-3.0-or-later
from django.core.management.commands import makemigrations

from ruche.kernel.db.autodetector import TenancyAutodetector


class Command(makemigrations.Command):
    """Django's command; new migrations carry the row policies and composite keys."""

    autodetector = TenancyAutodetector
