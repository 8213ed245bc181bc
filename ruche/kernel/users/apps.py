# SPDX-License-Identifier: AGPL-3.0-or-later
from django.apps import AppConfig


class UsersConfig(AppConfig):
    name = "ruche.kernel.users"
    label = "users"
