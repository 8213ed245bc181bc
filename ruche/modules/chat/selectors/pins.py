# SPDX-License-Identifier: AGPL-3.0-or-later
from ruche.modules.chat.models import Message
from ruche.modules.chat.selectors.access import ChannelAccess


def count_pins(access: ChannelAccess) -> int:
    """How many messages that the reader may see are pinned."""
    return Message.objects.filter(channel=access.channel, position__gte=access.visible_from, pinned_at__isnull=False).count()
