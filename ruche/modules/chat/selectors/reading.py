# SPDX-License-Identifier: AGPL-3.0-or-later
from ruche.modules.chat.selectors.access import ChannelAccess
from ruche.modules.chat.selectors.mentions import count_mentions
from ruche.modules.chat.selectors.messages import count_unread


def read_state(access: ChannelAccess) -> dict[str, int]:
    """How far somebody has read a channel and what waits in it (at most two queries): the API says it, and their other devices hear it."""
    is_all_read = access.read_position >= access.channel.last_position
    mentions = 0 if is_all_read else count_mentions(access.actor, channel_id=access.channel.id)
    return {"position": access.read_position, "unread": count_unread(access), "mentions": mentions}
