# SPDX-License-Identifier: AGPL-3.0-or-later
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("users", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="name_key",
            field=models.CharField(db_collation="C", default="", editable=False, max_length=120),
        ),
        migrations.RunSQL("update users_user set name_key = left(lower(name), 120)", migrations.RunSQL.noop),
        migrations.AddIndex(model_name="user", index=models.Index(fields=["name_key", "id"], name="user_by_name")),
    ]
