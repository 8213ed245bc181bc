# SPDX-License-Identifier: AGPL-3.0-or-later

import django.db.models.deletion
import ruche.kernel.db.fields
import ruche.kernel.db.ids
import ruche.kernel.db.operations
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('kernel', '0001_initial'),
        ('organisations', '0003_who_let_in'),
    ]

    operations = [
        migrations.CreateModel(
            name='Channel',
            fields=[
                ('id', models.UUIDField(default=ruche.kernel.db.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('deleted_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('kind', models.CharField(choices=[('open', 'Open'), ('private', 'Private'), ('announcement', 'Announcements'), ('direct', 'Direct messages'), ('group', 'Group'), ('team', 'Team'), ('department', 'Department'), ('project', 'Project')], max_length=12)),
                ('name', models.CharField(blank=True, max_length=80)),
                ('name_key', models.CharField(blank=True, db_collation='C', max_length=160)),
                ('topic', models.CharField(blank=True, max_length=250)),
                ('people_key', models.CharField(blank=True, max_length=64)),
                ('is_default', models.BooleanField(default=False)),
                ('is_history_whole', models.BooleanField(default=True)),
                ('archived_at', models.DateTimeField(blank=True, null=True)),
                ('last_position', models.BigIntegerField(default=0)),
                ('last_posted_at', models.DateTimeField(blank=True, null=True)),
                ('revision', models.BigIntegerField(default=0)),
                ('purged_through_revision', models.BigIntegerField(default=0)),
                ('created_by', ruche.kernel.db.fields.OrganisationForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='organisations.membership')),
                ('organisation', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='organisations.organisation')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='ChannelMembership',
            fields=[
                ('id', models.UUIDField(default=ruche.kernel.db.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('joined_at', models.DateTimeField()),
                ('left_at', models.DateTimeField(blank=True, null=True)),
                ('read_position', models.BigIntegerField(default=0)),
                ('visible_from_position', models.BigIntegerField(default=0)),
                ('added_by', ruche.kernel.db.fields.OrganisationForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='organisations.membership')),
                ('channel', ruche.kernel.db.fields.OrganisationForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='chat.channel')),
                ('membership', ruche.kernel.db.fields.OrganisationForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='organisations.membership')),
                ('organisation', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='organisations.organisation')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='Message',
            fields=[
                ('id', models.UUIDField(default=ruche.kernel.db.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('position', models.BigIntegerField()),
                ('revision', models.BigIntegerField()),
                ('client_id', models.UUIDField()),
                ('body', models.TextField(blank=True, max_length=8000)),
                ('html', models.TextField(blank=True)),
                ('posted_at', models.DateTimeField()),
                ('edited_at', models.DateTimeField(blank=True, null=True)),
                ('deleted_at', models.DateTimeField(blank=True, null=True)),
                ('author', ruche.kernel.db.fields.OrganisationForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='organisations.membership')),
                ('channel', ruche.kernel.db.fields.OrganisationForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='chat.channel')),
                ('organisation', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='organisations.organisation')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'objects',
            },
        ),
        migrations.AddIndex(
            model_name='channel',
            index=models.Index(fields=['organisation', 'kind', 'name_key'], name='channel_by_name'),
        ),
        migrations.AddConstraint(
            model_name='channel',
            constraint=models.UniqueConstraint(condition=models.Q(('deleted_at__isnull', True), ('kind__in', ('open', 'announcement'))), fields=('organisation', 'name_key'), name='channel_name_once'),
        ),
        migrations.AddConstraint(
            model_name='channel',
            constraint=models.UniqueConstraint(condition=models.Q(('deleted_at__isnull', True), models.Q(('people_key', ''), _negated=True)), fields=('organisation', 'people_key'), name='channel_people_once'),
        ),
        migrations.AddIndex(
            model_name='channelmembership',
            index=models.Index(condition=models.Q(('left_at__isnull', True)), fields=['organisation', 'membership', 'channel'], name='channel_membership_of_person'),
        ),
        migrations.AddConstraint(
            model_name='channelmembership',
            constraint=models.UniqueConstraint(condition=models.Q(('left_at__isnull', True)), fields=('organisation', 'channel', 'membership'), name='channel_membership_once'),
        ),
        migrations.AddConstraint(
            model_name='message',
            constraint=models.UniqueConstraint(fields=('organisation', 'channel', 'position'), name='message_position_once'),
        ),
        migrations.AddConstraint(
            model_name='message',
            constraint=models.UniqueConstraint(fields=('organisation', 'channel', 'revision'), name='message_revision_once'),
        ),
        migrations.AddConstraint(
            model_name='message',
            constraint=models.UniqueConstraint(fields=('organisation', 'channel', 'author', 'client_id'), name='message_sent_once'),
        ),
        ruche.kernel.db.operations.SecureTable(
            model_name='Channel',
        ),
        ruche.kernel.db.operations.RegisterRecords(
            model_name='Channel',
            kind='chat.channel',
        ),
        ruche.kernel.db.operations.SecureTable(
            model_name='ChannelMembership',
        ),
        ruche.kernel.db.operations.SecureTable(
            model_name='Message',
        ),
        ruche.kernel.db.operations.LinkWithinOrganisation(
            model_name='Channel',
            field_name='created_by',
        ),
        ruche.kernel.db.operations.LinkWithinOrganisation(
            model_name='ChannelMembership',
            field_name='added_by',
        ),
        ruche.kernel.db.operations.LinkWithinOrganisation(
            model_name='ChannelMembership',
            field_name='channel',
        ),
        ruche.kernel.db.operations.LinkWithinOrganisation(
            model_name='ChannelMembership',
            field_name='membership',
        ),
        ruche.kernel.db.operations.LinkWithinOrganisation(
            model_name='Message',
            field_name='author',
        ),
        ruche.kernel.db.operations.LinkWithinOrganisation(
            model_name='Message',
            field_name='channel',
        ),
        ruche.kernel.db.operations.InstallDefiner(name='channel_revisions'),
    ]
