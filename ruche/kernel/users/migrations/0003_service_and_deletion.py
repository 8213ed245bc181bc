# SPDX-License-Identifier: AGPL-3.0-or-later
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("users", "0002_names")]

    operations = [
        migrations.AddField(model_name="user", name="is_service", field=models.BooleanField(default=False)),
        migrations.AddField(model_name="user", name="deletion_due_at", field=models.DateTimeField(blank=True, null=True)),
    ]
