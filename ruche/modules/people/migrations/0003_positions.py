# SPDX-License-Identifier: AGPL-3.0-or-later

import django.db.models.deletion
import ruche.kernel.db.fields
import ruche.kernel.db.ids
import ruche.kernel.db.operations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('kernel', '0001_initial'),
        ('organisations', '0005_full_people'),
        ('people', '0002_skills_and_changes'),
    ]

    operations = [
        migrations.CreateModel(
            name='Position',
            fields=[
                ('id', models.UUIDField(default=ruche.kernel.db.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('deleted_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('see_by', models.SmallIntegerField(choices=[(0, 'Its owner'), (1, 'The group'), (2, 'The organisation'), (3, 'Linked organisations'), (4, 'Everybody')], default=2)),
                ('comment_by', models.SmallIntegerField(choices=[(0, 'Its owner'), (1, 'The group'), (2, 'The organisation'), (3, 'Linked organisations'), (4, 'Everybody')], default=2)),
                ('edit_by', models.SmallIntegerField(choices=[(0, 'Its owner'), (1, 'The group'), (2, 'The organisation'), (3, 'Linked organisations'), (4, 'Everybody')], default=0)),
                ('join_by', models.SmallIntegerField(choices=[(0, 'Its owner'), (1, 'The group'), (2, 'The organisation'), (3, 'Linked organisations'), (4, 'Everybody')], default=2)),
                ('manage_by', models.SmallIntegerField(choices=[(0, 'Its owner'), (1, 'The group'), (2, 'The organisation'), (3, 'Linked organisations'), (4, 'Everybody')], default=0)),
                ('title', models.CharField(max_length=120)),
                ('name_key', models.CharField(db_collation='C', max_length=120)),
                ('is_head_post', models.BooleanField(default=False)),
                ('opened_on', models.DateField()),
                ('text', models.TextField(blank=True)),
                ('version', models.IntegerField(default=0)),
                ('audience_group', ruche.kernel.db.fields.OrganisationForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='organisations.group')),
                ('group', ruche.kernel.db.fields.OrganisationForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.group')),
                ('holder', ruche.kernel.db.fields.OrganisationForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='organisations.membership')),
                ('organisation', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='organisations.organisation')),
                ('owner', ruche.kernel.db.fields.OrganisationForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='organisations.membership')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'objects',
                'indexes': [models.Index(condition=models.Q(('deleted_at__isnull', True)), fields=['organisation', 'name_key', 'id'], name='position_by_name')],
                'constraints': [models.CheckConstraint(condition=models.Q(('comment_by__lte', models.F('see_by')), ('edit_by__lte', models.F('see_by')), ('join_by__lte', models.F('see_by')), ('manage_by__lte', models.F('see_by'))), name='people_position_within_see'), models.CheckConstraint(condition=models.Q(models.Q(('see_by', 1), ('comment_by', 1), ('edit_by', 1), ('join_by', 1), ('manage_by', 1), _connector='OR', _negated=True), ('audience_group__isnull', False), _connector='OR'), name='people_position_group_named')],
            },
        ),
        ruche.kernel.db.operations.SecureTable(
            model_name='Position',
        ),
        ruche.kernel.db.operations.RegisterRecords(
            model_name='Position',
            kind='people.position',
        ),
        ruche.kernel.db.operations.LinkWithinOrganisation(
            model_name='Position',
            field_name='audience_group',
        ),
        ruche.kernel.db.operations.LinkWithinOrganisation(
            model_name='Position',
            field_name='group',
        ),
        ruche.kernel.db.operations.LinkWithinOrganisation(
            model_name='Position',
            field_name='holder',
        ),
        ruche.kernel.db.operations.LinkWithinOrganisation(
            model_name='Position',
            field_name='owner',
        ),
    ]
