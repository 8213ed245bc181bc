# SPDX-License-Identifier: AGPL-3.0-or-later

import ruche.kernel.db.ids
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='JobError',
            fields=[
                ('id', models.UUIDField(default=ruche.kernel.db.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('job_id', models.BigIntegerField(unique=True)),
                ('summary', models.CharField(max_length=250)),
                ('details', models.TextField()),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ScheduleRun',
            fields=[
                ('id', models.UUIDField(default=ruche.kernel.db.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('name', models.CharField(max_length=120, unique=True)),
                ('due_at', models.DateTimeField()),
            ],
            options={
                'abstract': False,
            },
        ),
    ]
