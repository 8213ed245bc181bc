# SPDX-License-Identifier: AGPL-3.0-or-later

import django.db.models.deletion
import ruche.kernel.db.fields
import ruche.kernel.db.ids
import ruche.kernel.db.operations
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('organisations', '0003_who_let_in'),
    ]

    operations = [
        migrations.CreateModel(
            name='Profile',
            fields=[
                ('id', models.UUIDField(default=ruche.kernel.db.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('title', models.CharField(blank=True, max_length=120)),
                ('pronouns', models.CharField(blank=True, max_length=40)),
                ('phone', models.CharField(blank=True, max_length=40)),
                ('email', models.EmailField(blank=True, max_length=254)),
                ('skills', models.JSONField(default=list)),
                ('languages', models.JSONField(default=list)),
                ('text', models.TextField(blank=True)),
                ('search_key', models.TextField(blank=True, db_collation='C')),
                ('membership', ruche.kernel.db.fields.OrganisationForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='organisations.membership')),
                ('organisation', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='organisations.organisation')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'objects',
                'constraints': [models.UniqueConstraint(fields=('organisation', 'membership'), name='profile_once')],
            },
        ),
        ruche.kernel.db.operations.SecureTable(
            model_name='Profile',
        ),
        ruche.kernel.db.operations.LinkWithinOrganisation(
            model_name='Profile',
            field_name='membership',
        ),
    ]
