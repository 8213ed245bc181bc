# SPDX-License-Identifier: AGPL-3.0-or-later
from django.apps import AppConfig


class IdentityConfig(AppConfig):
    name = "ruche.kernel.identity"
    label = "identity"
