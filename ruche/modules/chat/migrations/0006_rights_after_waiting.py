# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rights that a write asks for once it holds the channel. Functions, because what a volatile one reads is not what the statement
that calls it saw when it began: in READ COMMITTED each of its own queries sees what is committed by then.

They run with the rights of whoever calls them: no crossing of the locks.
"""

import django.db.models.deletion
from django.db import migrations

import ruche.kernel.db.fields

STANDING = "chat_standing(uuid, uuid, integer, text)"
AUTHOR = "chat_require_author(uuid, uuid, uuid, integer, text, text[])"

_STANDING = """
create function chat_standing(of_organisation uuid, of_membership uuid, of_epoch integer, of_session text) returns text
language plpgsql volatile set search_path = pg_catalog, public as $body$
begin
  return (
    select m.role from organisations_membership m join users_user u on u.id = m.user_id
    where m.organisation_id = of_organisation and m.id = of_membership
      and m.status = 'active' and u.is_active and u.session_epoch = of_epoch
      and (of_session is null
           or exists (select from django_session s where s.session_key = of_session and s.expire_date > clock_timestamp()))
      and exists (select from modules_moduleactivation a where a.organisation_id = of_organisation and a.module = 'chat'));
end $body$
"""
_AUTHOR = """
create function chat_require_author(
  of_organisation uuid, of_channel uuid, of_membership uuid, of_epoch integer, of_session text, of_roles text[]) returns boolean
language plpgsql volatile set search_path = pg_catalog, public as $body$
begin
  if chat_standing(of_organisation, of_membership, of_epoch, of_session) = any(of_roles)
     and exists (select from chat_channelmembership own where own.organisation_id = of_organisation and own.channel_id = of_channel
                 and own.membership_id = of_membership and own.left_at is null) then
    return true;
  end if;
  raise exception 'the author lost the right while the message waited' using errcode = 'integrity_constraint_violation';
end $body$
"""


def _person():
    return ruche.kernel.db.fields.OrganisationForeignKey(
        blank=True,
        db_constraint=False,
        db_index=False,
        null=True,
        on_delete=django.db.models.deletion.SET_NULL,
        related_name="+",
        to="organisations.membership",
    )


class Migration(migrations.Migration):

    dependencies = [
        ("chat", "0005_mentions_by_time"),
        ("modules", "0001_initial"),
        ("sessions", "0001_initial"),
    ]

    operations = [
        migrations.RunSQL(_STANDING, f"drop function {STANDING}"),
        migrations.RunSQL(_AUTHOR, f"drop function {AUTHOR}"),
        migrations.RemoveField(model_name="channel", name="people_revision"),
        migrations.AlterField(model_name="message", name="deleted_by", field=_person()),
        migrations.AlterField(model_name="message", name="pinned_by", field=_person()),
    ]
