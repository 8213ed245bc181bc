# SPDX-License-Identifier: AGPL-3.0-or-later
"""Tickets of the live socket name their session by the hash of its key; this makes it a lookup."""

from django.db import migrations


class Migration(migrations.Migration):
    initial = True

    dependencies = [("sessions", "0001_initial")]

    operations = [
        migrations.RunSQL(
            "create index realtime_session_hash on django_session (sha256(decode(session_key, 'escape')))",
            "drop index realtime_session_hash",
        )
    ]
