# SPDX-License-Identifier: AGPL-3.0-or-later
from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "ruche.kernel.organisations"
    label = "organisations"
