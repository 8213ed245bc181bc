# SPDX-License-Identifier: AGPL-3.0-or-later
from django.apps import AppConfig


class MailConfig(AppConfig):
    name = "ruche.kernel.mail"
    label = "mail"
