# SPDX-License-Identifier: AGPL-3.0-or-later
"""An index for the list of mentions, and fewer of those that each new message writes.

The indexes that go are beginnings of others, so that they only cost; those on who deleted and who pinned become partial: almost every message
has neither.
"""

from django.db import migrations, models

# What each is the beginning of: message_position_once, message_version_once, mention_of_person, mention_once.
REDUNDANT = {
    "chat_message_channel_id_idx": "chat_message (organisation_id, channel_id)",
    "chat_messageversion_message_id_idx": "chat_messageversion (organisation_id, message_id)",
    "chat_mention_membership_id_idx": "chat_mention (organisation_id, membership_id)",
    "chat_mention_message_id_idx": "chat_mention (organisation_id, message_id)",
}
RARE = ("deleted_by_id", "pinned_by_id")


def _changes():
    for name, columns in REDUNDANT.items():
        yield migrations.RunSQL(f"drop index {name}", f"create index {name} on {columns}")
    for column in RARE:
        name, columns = f"chat_message_{column}_idx", f"chat_message (organisation_id, {column})"
        whole, partial = f"create index {name} on {columns}", f"create index {name} on {columns} where {column} is not null"
        yield migrations.RunSQL([f"drop index {name}", partial], [f"drop index {name}", whole])


class Migration(migrations.Migration):

    dependencies = [
        ("chat", "0004_mentions_versions_pins"),
        ("organisations", "0004_channel_by_id"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="mention",
            index=models.Index(fields=["organisation", "membership", "message"], name="mention_by_time"),
        ),
        *_changes(),
    ]
