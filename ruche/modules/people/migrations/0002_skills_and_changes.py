# SPDX-License-Identifier: AGPL-3.0-or-later

import django.db.models.deletion
import ruche.kernel.db.fields
import ruche.kernel.db.ids
import ruche.kernel.db.operations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('organisations', '0005_full_people'),
        ('people', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='PersonSkill',
            fields=[
                ('id', models.UUIDField(default=ruche.kernel.db.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('level', models.SmallIntegerField(choices=[(1, 'Learning'), (2, 'Can do it'), (3, 'Good at it'), (4, 'Can teach it')], default=2)),
                ('wants', models.BooleanField(default=False)),
                ('position', models.SmallIntegerField(default=0)),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='ProfileChange',
            fields=[
                ('id', models.UUIDField(default=ruche.kernel.db.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('field', models.CharField(max_length=20)),
                ('before', models.TextField(blank=True)),
                ('after', models.TextField(blank=True)),
                ('state', models.CharField(choices=[('proposed', 'Waiting'), ('approved', 'Approved'), ('rejected', 'Rejected'), ('withdrawn', 'Withdrawn')], default='proposed', max_length=10)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('note', models.CharField(blank=True, max_length=300)),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='ProfileRule',
            fields=[
                ('id', models.UUIDField(default=ruche.kernel.db.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('field', models.CharField(max_length=20)),
                ('needs_approval', models.BooleanField()),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='Skill',
            fields=[
                ('id', models.UUIDField(default=ruche.kernel.db.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('name', models.CharField(max_length=40)),
                ('name_key', models.CharField(db_collation='C', max_length=40)),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'objects',
            },
        ),
        migrations.AddField(
            model_name='profile',
            name='availability',
            field=models.IntegerField(default=0),
        ),
        migrations.AddField(
            model_name='profile',
            name='available_from',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='profile',
            name='available_until',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='profile',
            name='birth_day',
            field=models.SmallIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='profile',
            name='birth_month',
            field=models.SmallIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='profile',
            name='shows_birthday',
            field=models.BooleanField(default=False),
        ),
        migrations.AddIndex(
            model_name='profile',
            index=models.Index(condition=models.Q(('shows_birthday', True)), fields=['organisation', 'birth_month', 'birth_day'], name='profile_by_birthday'),
        ),
        migrations.AddConstraint(
            model_name='profile',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('birth_day__isnull', True), ('birth_month__isnull', True)), models.Q(('birth_day__range', (1, 31)), ('birth_month__range', (1, 12))), _connector='OR'), name='profile_birthday_whole'),
        ),
        migrations.AddConstraint(
            model_name='profile',
            constraint=models.CheckConstraint(condition=models.Q(('available_from__isnull', True), ('available_until__isnull', True), ('available_until__gte', models.F('available_from')), _connector='OR'), name='profile_available_in_order'),
        ),
        migrations.AddField(
            model_name='personskill',
            name='membership',
            field=ruche.kernel.db.fields.OrganisationForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='organisations.membership'),
        ),
        migrations.AddField(
            model_name='personskill',
            name='organisation',
            field=models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='organisations.organisation'),
        ),
        migrations.AddField(
            model_name='profilechange',
            name='decided_by',
            field=ruche.kernel.db.fields.OrganisationForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='organisations.membership'),
        ),
        migrations.AddField(
            model_name='profilechange',
            name='membership',
            field=ruche.kernel.db.fields.OrganisationForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='organisations.membership'),
        ),
        migrations.AddField(
            model_name='profilechange',
            name='organisation',
            field=models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='organisations.organisation'),
        ),
        migrations.AddField(
            model_name='profilechange',
            name='proposed_by',
            field=ruche.kernel.db.fields.OrganisationForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='organisations.membership'),
        ),
        migrations.AddField(
            model_name='profilerule',
            name='organisation',
            field=models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='organisations.organisation'),
        ),
        migrations.AddField(
            model_name='skill',
            name='organisation',
            field=models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='organisations.organisation'),
        ),
        migrations.AddField(
            model_name='personskill',
            name='skill',
            field=ruche.kernel.db.fields.OrganisationForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.skill'),
        ),
        migrations.AddIndex(
            model_name='profilechange',
            index=models.Index(fields=['organisation', 'state', 'id'], name='profile_change_by_state'),
        ),
        migrations.AddConstraint(
            model_name='profilechange',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'proposed')), fields=('organisation', 'membership', 'field'), name='profile_change_one_waiting'),
        ),
        migrations.AddConstraint(
            model_name='profilerule',
            constraint=models.UniqueConstraint(fields=('organisation', 'field'), name='profile_rule_once'),
        ),
        migrations.AddConstraint(
            model_name='skill',
            constraint=models.UniqueConstraint(fields=('organisation', 'name_key'), name='skill_once'),
        ),
        migrations.AddConstraint(
            model_name='personskill',
            constraint=models.UniqueConstraint(fields=('organisation', 'membership', 'skill'), name='person_skill_once'),
        ),
        migrations.AddConstraint(
            model_name='personskill',
            constraint=models.CheckConstraint(condition=models.Q(('level__range', (1, 4))), name='person_skill_level'),
        ),
        ruche.kernel.db.operations.SecureTable(
            model_name='PersonSkill',
        ),
        ruche.kernel.db.operations.SecureTable(
            model_name='ProfileChange',
        ),
        ruche.kernel.db.operations.SecureTable(
            model_name='ProfileRule',
        ),
        ruche.kernel.db.operations.SecureTable(
            model_name='Skill',
        ),
        ruche.kernel.db.operations.LinkWithinOrganisation(
            model_name='personskill',
            field_name='membership',
        ),
        ruche.kernel.db.operations.LinkWithinOrganisation(
            model_name='profilechange',
            field_name='decided_by',
        ),
        ruche.kernel.db.operations.LinkWithinOrganisation(
            model_name='profilechange',
            field_name='membership',
        ),
        ruche.kernel.db.operations.LinkWithinOrganisation(
            model_name='profilechange',
            field_name='proposed_by',
        ),
        ruche.kernel.db.operations.LinkWithinOrganisation(
            model_name='personskill',
            field_name='skill',
        ),
    ]
