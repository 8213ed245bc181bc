# SPDX-License-Identifier: AGPL-3.0-or-later
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("outbox", "0001_initial")]

    operations = [
        migrations.AddIndex(
            model_name="outboxentry",
            index=models.Index(fields=["organisation_id", "id"], name="outbox_in_order", condition=models.Q(failed_at__isnull=True)),
        )
    ]
