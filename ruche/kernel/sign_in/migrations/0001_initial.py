# SPDX-License-Identifier: AGPL-3.0-or-later
import django.db.models.deletion
import ruche.kernel.db.ids
import ruche.kernel.db.operations
import ruche.kernel.sign_in.models.policies
from django.conf import settings
from django.db import migrations, models


# Django's cache as `createcachetable` would make it, unlogged: a crash forgets it, and that is fine.
_CACHE = """
create unlogged table ruche_cache (cache_key varchar(255) primary key, value text not null, expires timestamptz not null);
create index ruche_cache_expires on ruche_cache (expires);
"""


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('organisations', '0005_full_people'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunSQL(_CACHE, "drop table ruche_cache"),
        migrations.CreateModel(
            name='AccountDeletion',
            fields=[
                ('id', models.UUIDField(default=ruche.kernel.db.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('due_at', models.DateTimeField()),
                ('cancelled_at', models.DateTimeField(null=True)),
                ('done_at', models.DateTimeField(null=True)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('cancelled_at', None), ('done_at', None)), fields=('user',), name='one_open_deletion_per_person')],
            },
        ),
        migrations.CreateModel(
            name='EmailChange',
            fields=[
                ('id', models.UUIDField(default=ruche.kernel.db.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('email', models.EmailField(max_length=254)),
                ('email_key', models.CharField(max_length=254)),
                ('old_hash', models.CharField(max_length=64)),
                ('new_hash', models.CharField(max_length=64)),
                ('old_confirmed_at', models.DateTimeField(null=True)),
                ('new_confirmed_at', models.DateTimeField(null=True)),
                ('expires_at', models.DateTimeField()),
                ('cancelled_at', models.DateTimeField(null=True)),
                ('done_at', models.DateTimeField(null=True)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['user', '-created_at'], name='email_change_by_user')],
            },
        ),
        migrations.CreateModel(
            name='KnownDevice',
            fields=[
                ('id', models.UUIDField(default=ruche.kernel.db.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('hash', models.CharField(max_length=64)),
                ('agent', models.CharField(blank=True, max_length=300)),
                ('last_at', models.DateTimeField()),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('user', 'hash'), name='one_row_per_device')],
            },
        ),
        migrations.CreateModel(
            name='RefreshFamily',
            fields=[
                ('id', models.UUIDField(default=ruche.kernel.db.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('current_jti', models.CharField(max_length=32)),
                ('previous_jti', models.CharField(blank=True, max_length=32)),
                ('rotated_at', models.DateTimeField(null=True)),
                ('last_used_at', models.DateTimeField()),
                ('address', models.CharField(blank=True, max_length=45)),
                ('agent', models.CharField(blank=True, max_length=300)),
                ('facts', models.JSONField(default=dict)),
                ('expires_at', models.DateTimeField()),
                ('revoked_at', models.DateTimeField(null=True)),
                ('revoked_why', models.CharField(blank=True, max_length=40)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['expires_at'], name='refresh_family_by_end')],
            },
        ),
        migrations.CreateModel(
            name='SecondFactorRole',
            fields=[
                ('id', models.UUIDField(default=ruche.kernel.db.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('builtin', models.CharField(blank=True, max_length=12)),
                ('custom_role', models.UUIDField(null=True)),
                ('organisation', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='organisations.organisation')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'objects',
                'constraints': [models.UniqueConstraint(fields=('organisation', 'builtin', 'custom_role'), name='second_factor_role_once', nulls_distinct=False)],
            },
        ),
        migrations.CreateModel(
            name='SessionFact',
            fields=[
                ('id', models.UUIDField(default=ruche.kernel.db.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('session_key', models.CharField(max_length=40, unique=True)),
                ('address', models.CharField(blank=True, max_length=45)),
                ('agent', models.CharField(blank=True, max_length=300)),
                ('device', models.CharField(blank=True, max_length=80)),
                ('method', models.CharField(max_length=40)),
                ('organisation_id', models.UUIDField(null=True)),
                ('last_used_at', models.DateTimeField()),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['last_used_at'], name='session_fact_by_use')],
            },
        ),
        migrations.CreateModel(
            name='SignInPolicy',
            fields=[
                ('id', models.UUIDField(default=ruche.kernel.db.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('second_factor', models.CharField(choices=[('optional', 'Everybody decides for themselves'), ('managers', 'Required from managers, administrators and owners'), ('all', 'Required from everybody')], default='optional', max_length=10)),
                ('grace_days', models.SmallIntegerField(default=14)),
                ('required_since', models.DateTimeField(null=True)),
                ('session_hours', models.SmallIntegerField(null=True)),
                ('methods', models.JSONField(default=ruche.kernel.sign_in.models.policies.all_methods)),
                ('version', models.IntegerField(default=0)),
                ('organisation', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='organisations.organisation')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'objects',
                'constraints': [models.UniqueConstraint(fields=('organisation',), name='one_sign_in_policy')],
            },
        ),
        ruche.kernel.db.operations.SecureTable(
            model_name='SecondFactorRole',
        ),
        ruche.kernel.db.operations.SecureTable(
            model_name='SignInPolicy',
        ),
    ]
