# SPDX-License-Identifier: AGPL-3.0-or-later
from django.db import migrations, models

import ruche.kernel.db.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="InstanceFact",
            fields=[
                ("id", models.UUIDField(default=ruche.kernel.db.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("key", models.CharField(max_length=60, unique=True)),
                ("value", models.JSONField()),
            ],
            options={"abstract": False},
        ),
        migrations.CreateModel(
            name="LimitUse",
            fields=[
                ("id", models.UUIDField(default=ruche.kernel.db.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("key", models.CharField(max_length=64, unique=True)),
                ("used", models.PositiveIntegerField()),
                ("allowed", models.PositiveIntegerField()),
                ("is_refused", models.BooleanField(default=False)),
                ("resets_at", models.DateTimeField(db_index=True)),
            ],
            options={"abstract": False},
        ),
        migrations.RunSQL("alter table security_limituse set unlogged", "alter table security_limituse set logged"),
    ]
