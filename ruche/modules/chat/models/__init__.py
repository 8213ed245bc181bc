# SPDX-License-Identifier: AGPL-3.0-or-later
from ruche.modules.chat.models.channels import Channel, ChannelMembership
from ruche.modules.chat.models.messages import MAX_BODY, Mention, Message, MessageVersion

__all__ = ["MAX_BODY", "Channel", "ChannelMembership", "Mention", "Message", "MessageVersion"]
