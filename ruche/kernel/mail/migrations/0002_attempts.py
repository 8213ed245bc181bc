# SPDX-License-Identifier: AGPL-3.0-or-later

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('mail', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='letter',
            name='attempts',
            field=models.PositiveSmallIntegerField(default=0),
        ),
    ]
