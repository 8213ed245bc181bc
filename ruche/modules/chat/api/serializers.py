# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the API takes and gives: the shapes of the schema."""

from typing import Any

from drf_spectacular.utils import PolymorphicProxySerializer, extend_schema_field
from rest_framework import serializers

from ruche.modules.chat.models import Channel

# Positions and revisions are 64 bits wide.
MOST = 2**63 - 1


class ChannelSerializer(serializers.Serializer[Any]):
    """A channel one is in. `name` of a direct one is the other person's."""

    id = serializers.UUIDField()
    name = serializers.CharField(source="title")
    kind = serializers.ChoiceField(choices=Channel.Kind.choices)
    topic = serializers.CharField()
    last_position = serializers.IntegerField(help_text="The position of the newest message; 0 when there is none.")
    revision = serializers.IntegerField(help_text="Grows with each change of a message.")
    read_position = serializers.IntegerField()
    unread = serializers.IntegerField(help_text="Messages of others after the read position, at most 100.")
    mentions = serializers.IntegerField(help_text="Those of them that mention the reader, or everybody; at most 100.")
    is_history_whole = serializers.BooleanField(help_text="Whether who comes in from now on sees what was said before.")


class ChannelListSerializer(serializers.Serializer[Any]):
    results = ChannelSerializer(many=True)
    next = serializers.CharField(allow_null=True, help_text="What to pass on as `after`.")


class ChannelRangeSerializer(serializers.Serializer[Any]):
    after = serializers.UUIDField(required=False, default=None, help_text="The last channel one has.")
    limit = serializers.IntegerField(required=False, default=200, min_value=1, max_value=1_000)


class ChannelUpdateSerializer(serializers.Serializer[Any]):
    """What is left out stays as it is."""

    name = serializers.CharField(required=False, allow_blank=True)
    topic = serializers.CharField(required=False, allow_blank=True)
    is_history_whole = serializers.BooleanField(required=False)


class ChannelCreationSerializer(serializers.Serializer[Any]):
    """`people`: membership ids. A direct channel takes one to seven and no name; it is made once for the same people."""

    kind = serializers.ChoiceField(choices=["open", "private", "announcement", "direct"], default="open")
    name = serializers.CharField(required=False, default="", allow_blank=True)
    topic = serializers.CharField(required=False, default="", allow_blank=True)
    is_history_whole = serializers.BooleanField(required=False, default=True, help_text="False in private channels only.")
    people = serializers.ListField(child=serializers.UUIDField(), required=False, default=list, max_length=500)


class AuthorSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    name = serializers.CharField()
    initials = serializers.CharField()
    hue = serializers.CharField()


class PinnedBySerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    name = serializers.CharField()


class PinSerializer(serializers.Serializer[Any]):
    """Since when a message is pinned, and by whom."""

    at = serializers.DateTimeField()
    by = PinnedBySerializer()


class CallSerializer(serializers.Serializer[Any]):
    """Who is called by name."""

    id = serializers.CharField(help_text="A membership id, or `all`: everybody in the channel.")
    name = serializers.CharField(help_text="As it stands in `html`.")


class MessageSerializer(serializers.Serializer[Any]):
    """A message that is there."""

    id = serializers.UUIDField()
    client_id = serializers.UUIDField()
    position = serializers.IntegerField()
    revision = serializers.IntegerField()
    author = AuthorSerializer()
    body = serializers.CharField(help_text="Markdown, as it was typed. `<@membership id>` calls a person, `<@all>` everybody.")
    html = serializers.CharField(help_text="The body, rendered and safe to show.")
    created_at = serializers.DateTimeField()
    edited_at = serializers.DateTimeField(allow_null=True)
    pinned = PinSerializer(allow_null=True)
    mentions = CallSerializer(many=True)


class DeletedMessageSerializer(serializers.Serializer[Any]):
    """The marker where a message was."""

    id = serializers.UUIDField()
    position = serializers.IntegerField()
    revision = serializers.IntegerField()
    deleted = serializers.BooleanField(help_text="Always true.")


AnyMessage = PolymorphicProxySerializer("AnyMessage", [MessageSerializer, DeletedMessageSerializer], resource_type_field_name=None)


@extend_schema_field(PolymorphicProxySerializer("AnyMessage", AnyMessage.serializers, resource_type_field_name=None, many=True))
class AnyMessages(serializers.ListField):
    """Messages, deleted ones among them."""


class MessageListSerializer(serializers.Serializer[Any]):
    results = AnyMessages()
    next = serializers.CharField(allow_null=True, help_text="What to pass on as `before` (as `after` when that was asked), or null.")
    earlier = serializers.CharField(allow_null=True, help_text="What to pass on as `before`; null: the history begins here.")
    later = serializers.CharField(allow_null=True, help_text="What to pass on as `after`; null: there is nothing newer.")


class MessageCreationSerializer(serializers.Serializer[Any]):
    """`client_id`: the client's own name of the message; sending it again gives the same message."""

    client_id = serializers.UUIDField()
    body = serializers.CharField(allow_blank=True, trim_whitespace=False, help_text="1 to 8,000 characters.")


class MessageBodySerializer(serializers.Serializer[Any]):
    body = serializers.CharField(allow_blank=True, trim_whitespace=False, help_text="1 to 8,000 characters.")


class VersionSerializer(serializers.Serializer[Any]):
    """What a message said from `written_at` on; `revision` was the message's then."""

    body = serializers.CharField()
    revision = serializers.IntegerField()
    written_at = serializers.DateTimeField()


class VersionListSerializer(serializers.Serializer[Any]):
    results = VersionSerializer(many=True)
    next = serializers.IntegerField(allow_null=True, help_text="What to pass on as `before`.")


class VersionRangeSerializer(serializers.Serializer[Any]):
    before = serializers.IntegerField(required=False, default=None, min_value=0, max_value=MOST)
    limit = serializers.IntegerField(required=False, default=50, min_value=1, max_value=200)


class PinListSerializer(serializers.Serializer[Any]):
    results = MessageSerializer(many=True)
    next = serializers.CharField(allow_null=True, help_text="Always null.")


class MessageRangeSerializer(serializers.Serializer[Any]):
    """`around` goes before `after`, and that before `before`."""

    before = serializers.IntegerField(required=False, default=None, min_value=0, max_value=MOST)
    after = serializers.IntegerField(required=False, default=None, min_value=0, max_value=MOST)
    around = serializers.IntegerField(
        required=False, default=None, min_value=0, max_value=MOST, help_text="The page with this position in its middle."
    )
    limit = serializers.IntegerField(required=False, default=50, min_value=1, max_value=200)


class ChangeRangeSerializer(serializers.Serializer[Any]):
    after = serializers.IntegerField(required=False, default=0, min_value=0, max_value=MOST, help_text="The last revision one has.")
    limit = serializers.IntegerField(required=False, default=200, min_value=1, max_value=200)


class ChangesSerializer(serializers.Serializer[Any]):
    results = AnyMessages()
    next = serializers.IntegerField(allow_null=True, help_text="The revision to go on after; null: that was all.")
    revision = serializers.IntegerField(help_text="The channel's newest revision.")
    reset = serializers.BooleanField(help_text="The history does not reach back that far: read the messages anew.")


class ReadPositionSerializer(serializers.Serializer[Any]):
    position = serializers.IntegerField(min_value=0, max_value=MOST)


class ReadStateSerializer(serializers.Serializer[Any]):
    position = serializers.IntegerField()
    unread = serializers.IntegerField()
    mentions = serializers.IntegerField()


class UnreadSerializer(serializers.Serializer[Any]):
    position = serializers.IntegerField(min_value=1, max_value=MOST, help_text="The first message to be read again.")


class PeopleSearchSerializer(serializers.Serializer[Any]):
    q = serializers.CharField(required=False, default="", allow_blank=True, max_length=80, help_text="Words of the name.")


class PeopleSerializer(serializers.Serializer[Any]):
    results = AuthorSerializer(many=True)


class MembersSerializer(serializers.Serializer[Any]):
    members = serializers.ListField(
        child=serializers.UUIDField(), min_length=1, max_length=500, help_text="Membership ids of people of the organisation."
    )


class AddedSerializer(serializers.Serializer[Any]):
    added = serializers.IntegerField(help_text="How many of them were not in the channel yet.")
