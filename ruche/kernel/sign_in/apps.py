# SPDX-License-Identifier: AGPL-3.0-or-later
from django.apps import AppConfig


class SignInConfig(AppConfig):
    name = "ruche.kernel.sign_in"
    label = "sign_in"
