# SPDX-License-Identifier: AGPL-3.0-or-later
from django.utils.translation import pgettext

from ruche.modules.chat.models import Message
from ruche.modules.chat.selectors.plain_text import plain_text

LENGTH = 160


def excerpt(message: Message) -> str:
    """The beginning of a message on one line, without marks; everybody is called in the language of the request."""
    called = message.html.replace('data-member="all">@all<', f'data-member="all">@{pgettext("mention", "all")}<')
    line = " ".join(plain_text(called).split())
    return line if len(line) <= LENGTH else f"{line[: LENGTH - 1]}…"
