# SPDX-License-Identifier: AGPL-3.0-or-later
from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "ruche.kernel.outbox"
    label = "outbox"
