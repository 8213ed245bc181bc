# SPDX-License-Identifier: AGPL-3.0-or-later
from django.utils.translation import pgettext

from ruche.modules.chat.models import Message
from ruche.modules.chat.selectors.plain_text import plain_text

LENGTH = 160


def in_words(html: str) -> str:
    """A rendered body in which everybody is called in the language of the request: what is kept holds no word of a language."""
    return html.replace('data-member="all">@all<', f'data-member="all">@{pgettext("mention", "all")}<') if '"all">@all<' in html else html


def excerpt(message: Message) -> str:
    """The beginning of a message on one line, without marks."""
    line = " ".join(plain_text(in_words(message.html)).split())
    return line if len(line) <= LENGTH else f"{line[: LENGTH - 1]}…"
