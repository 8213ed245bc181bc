# SPDX-License-Identifier: AGPL-3.0-or-later

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('sign_in', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='sessionfact',
            name='authenticated_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='sessionfact',
            name='has_factor',
            field=models.BooleanField(default=False),
        ),
    ]
