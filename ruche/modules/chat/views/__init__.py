# SPDX-License-Identifier: AGPL-3.0-or-later
from ruche.modules.chat.views import channels, conversations, history, people, sidebar

__all__ = ["channels", "conversations", "history", "people", "sidebar"]
