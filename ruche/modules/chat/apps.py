# SPDX-License-Identifier: AGPL-3.0-or-later
from django.apps import AppConfig


class ChatConfig(AppConfig):
    name = "ruche.modules.chat"
    label = "chat"
