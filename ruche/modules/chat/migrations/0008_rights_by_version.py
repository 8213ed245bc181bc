# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a write may rely on is a version of somebody's rights, not the name of a role: rights come from several roles, from groups
and from dates. As in 0006 the functions are volatile: each of their queries sees what is committed by then.
"""

from django.db import migrations

OLD_AUTHOR = "chat_require_author(uuid, uuid, uuid, integer, text, text[])"
AUTHOR = "chat_require_author(uuid, uuid, uuid, integer, text, text, timestamptz)"

_STANDING = """
create or replace function chat_standing(of_organisation uuid, of_membership uuid, of_epoch integer, of_session text) returns text
language plpgsql volatile set search_path = pg_catalog, public as $body$
begin
  return (
    select {answer}
    from organisations_membership m
    join users_user u on u.id = m.user_id
    join organisations_organisation o on o.id = m.organisation_id
    where m.organisation_id = of_organisation and m.id = of_membership
      and m.status = 'active' and u.is_active and u.session_epoch = of_epoch {condition}
      and (of_session is null
           or exists (select from django_session s where s.session_key = of_session and s.expire_date > clock_timestamp()))
      and exists (select from modules_moduleactivation a where a.organisation_id = of_organisation and a.module = 'chat'));
end $body$
"""
_BY_VERSION = _STANDING.format(
    answer="o.rights_epoch::text || '.' || m.rights_version::text",
    condition="and o.suspended_at is null",
)
_BY_ROLE = _STANDING.format(answer="m.role", condition="")

_AUTHOR = """
create function chat_require_author(
  of_organisation uuid, of_channel uuid, of_membership uuid, of_epoch integer, of_session text, {arguments}) returns boolean
language plpgsql volatile set search_path = pg_catalog, public as $body$
begin
  if chat_standing(of_organisation, of_membership, of_epoch, of_session) {stands}
     and exists (select from chat_channelmembership own where own.organisation_id = of_organisation and own.channel_id = of_channel
                 and own.membership_id = of_membership and own.left_at is null) then
    return true;
  end if;
  raise exception 'the author lost the right while the message waited' using errcode = 'integrity_constraint_violation';
end $body$
"""
_AUTHOR_BY_VERSION = _AUTHOR.format(
    arguments="of_version text, of_until timestamptz",
    stands="= of_version and (of_until is null or clock_timestamp() < of_until)",
)
_AUTHOR_BY_ROLE = _AUTHOR.format(arguments="of_roles text[]", stands="= any(of_roles)")


class Migration(migrations.Migration):

    dependencies = [
        ("chat", "0007_removed_by"),
        ("organisations", "0005_full_people"),
    ]

    operations = [
        migrations.RunSQL(_BY_VERSION, _BY_ROLE),
        migrations.RunSQL(f"drop function {OLD_AUTHOR}", _AUTHOR_BY_ROLE),
        migrations.RunSQL(_AUTHOR_BY_VERSION, f"drop function {AUTHOR}"),
    ]
