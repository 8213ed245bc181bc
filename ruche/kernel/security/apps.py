# SPDX-License-Identifier: AGPL-3.0-or-later
from django.apps import AppConfig


class SecurityConfig(AppConfig):
    name = "ruche.kernel.security"
    label = "security"
