# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the API takes and gives: the shapes of the schema."""

from typing import Any

from rest_framework import serializers

from ruche.modules.chat.models import Channel


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
    mentions = serializers.IntegerField(default=0, help_text="Unread messages that mention the reader.")


class ChannelListSerializer(serializers.Serializer[Any]):
    results = ChannelSerializer(many=True)
    next = serializers.CharField(allow_null=True)


class ChannelCreationSerializer(serializers.Serializer[Any]):
    """`people`: membership ids. A direct channel takes one to seven and no name; it is made once for the same people."""

    kind = serializers.ChoiceField(choices=["open", "private", "announcement", "direct"], default="open")
    name = serializers.CharField(required=False, default="", allow_blank=True)
    topic = serializers.CharField(required=False, default="", allow_blank=True)
    people = serializers.ListField(child=serializers.UUIDField(), required=False, default=list, max_length=500)


class AuthorSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    name = serializers.CharField()
    initials = serializers.CharField()
    hue = serializers.CharField()


class MessageSerializer(serializers.Serializer[Any]):
    """A message; a deleted one has only `id`, `position`, `revision` and `deleted: true`."""

    id = serializers.UUIDField()
    client_id = serializers.UUIDField()
    position = serializers.IntegerField()
    revision = serializers.IntegerField()
    author = AuthorSerializer()
    body = serializers.CharField()
    html = serializers.CharField(help_text="The body, rendered and safe to show.")
    created_at = serializers.DateTimeField()
    edited_at = serializers.DateTimeField(allow_null=True)
    deleted = serializers.BooleanField(required=False)


class MessageListSerializer(serializers.Serializer[Any]):
    results = MessageSerializer(many=True)
    next = serializers.CharField(allow_null=True, help_text="What to pass on as `before` (or `after`).")


class MessageCreationSerializer(serializers.Serializer[Any]):
    """`client_id`: the client's own name of the message; sending it again gives the same message."""

    client_id = serializers.UUIDField()
    body = serializers.CharField(allow_blank=True, trim_whitespace=False, help_text="1 to 8,000 characters.")


class MessageRangeSerializer(serializers.Serializer[Any]):
    before = serializers.IntegerField(required=False, default=None, min_value=0)
    after = serializers.IntegerField(required=False, default=None, min_value=0)
    limit = serializers.IntegerField(required=False, default=50, min_value=1, max_value=200)


class ChangeRangeSerializer(serializers.Serializer[Any]):
    after = serializers.IntegerField(required=False, default=0, min_value=0, help_text="The last revision one has.")
    limit = serializers.IntegerField(required=False, default=200, min_value=1, max_value=200)


class ChangesSerializer(serializers.Serializer[Any]):
    results = MessageSerializer(many=True)
    next = serializers.IntegerField(allow_null=True, help_text="The revision to go on after; null: that was all.")
    revision = serializers.IntegerField(help_text="The channel's newest revision.")
    reset = serializers.BooleanField(help_text="The history does not reach back that far: read the messages anew.")


class ReadPositionSerializer(serializers.Serializer[Any]):
    position = serializers.IntegerField(min_value=0)


class ReadStateSerializer(serializers.Serializer[Any]):
    position = serializers.IntegerField()
    unread = serializers.IntegerField()
