# SPDX-License-Identifier: AGPL-3.0-or-later
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import ruche.kernel.db.ids
import ruche.kernel.db.operations

# The owner's alone: everybody else reads through definers.py. Row security without a policy shows nothing to anybody else.
MAKE = f"""
create table search_entry (
  organisation_id uuid not null references organisations_organisation (id) on delete cascade,
  kind text not null,
  subject_id uuid not null,
  container_id uuid not null,
  position bigint not null,
  posted_at timestamptz not null,
  lexemes tsvector not null,
  constraint search_entry_pkey primary key (organisation_id, kind, subject_id),
  constraint search_entry_container foreign key (organisation_id, container_id)
    references record (organisation_id, id) on delete cascade deferrable initially deferred
);
create index search_entry_by_time on search_entry (organisation_id, kind, posted_at, subject_id);
create index search_entry_by_container on search_entry (organisation_id, container_id, posted_at, subject_id);
create index search_entry_by_word on search_entry using gin (lexemes);
alter table search_entry alter column lexemes set statistics 0;
alter table search_entry enable row level security;
revoke all on search_entry from public, "{settings.DATABASE_APP_ROLE}";
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = [("kernel", "0001_initial"), ("organisations", "0001_initial")]

    operations = [
        migrations.RunSQL(MAKE, "drop table search_entry"),
        ruche.kernel.db.operations.InstallDefiner(name="search_write"),
        ruche.kernel.db.operations.InstallDefiner(name="search_forget"),
        ruche.kernel.db.operations.InstallDefiner(name="search_walk"),
        ruche.kernel.db.operations.InstallDefiner(name="search_lookup"),
        migrations.CreateModel(
            name="Coverage",
            fields=[
                ("id", models.UUIDField(default=ruche.kernel.db.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("kind", models.CharField(max_length=60)),
                ("version", models.PositiveIntegerField(default=0)),
                ("reached", models.CharField(blank=True, max_length=200)),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="organisations.organisation",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "constraints": [models.UniqueConstraint(fields=("organisation", "kind"), name="search_coverage_once")],
            },
        ),
        ruche.kernel.db.operations.SecureTable(model_name="Coverage"),
    ]
