# SPDX-License-Identifier: AGPL-3.0-or-later
"""The SQL of rights. Comparisons of uuid, integers, text and instants only: they reach the indexes under row security."""

# Rows (membership, what, text, group, instant). Heads and deputies hold the built-in role of a manager inside their group.
# A group that ends gives its last right on its last day, in the organisation's zone. What ends before `beyond` does not count:
# whoever holds something until Friday cannot give it until Sunday.
HELD = """
with held as (
  select a.membership_id, a.role_id, a.builtin, a.scope_id, a.starts_at, a.ends_at from access_roleassignment a
   where a.organisation_id=%(o)s and a.membership_id = any(%(m)s) and a.ended_at is null
     and (a.ends_at is null or (a.ends_at > statement_timestamp() and a.ends_at >= %(beyond)s))
     and (a.scope_id is null or exists (select from organisations_group s
           where s.organisation_id=%(o)s and s.id=a.scope_id and s.deleted_at is null))
  union all
  select led.* from (
   select gm.membership_id, null::uuid, 'manager', gm.group_id, '-infinity'::timestamptz,
          (g.ends_on + 1)::timestamp at time zone %(zone)s as ends_at
     from organisations_groupmembership gm
     join organisations_group g on g.organisation_id=gm.organisation_id and g.id=gm.group_id and g.deleted_at is null
      and g.kind in ('department','team','board','class')
    where gm.organisation_id=%(o)s and gm.membership_id = any(%(m)s) and gm.left_at is null and (gm.is_lead or gm.is_deputy)) led
   where led.ends_at is null or (led.ends_at > statement_timestamp() and led.ends_at >= %(beyond)s))
select membership_id, 'until', '', null::uuid, least(case when starts_at > statement_timestamp() then starts_at end, ends_at) from held
 where ends_at is not null or starts_at > statement_timestamp()
union all select membership_id, 'builtin', builtin, scope_id, null from held where builtin<>'' and starts_at <= statement_timestamp()
union all select h.membership_id, 'permission', p.permission, h.scope_id, null from held h
   join access_customrolepermission p on p.organisation_id=%(o)s and p.role_id=h.role_id
   join access_customrole r on r.organisation_id=%(o)s and r.id=h.role_id and r.deleted_at is null
  where h.starts_at <= statement_timestamp()
union all select distinct h.membership_id, 'inside', h.scope_id::text, i.inner_id, null::timestamptz from held h
   join organisations_groupinside i on i.organisation_id=%(o)s and i.outer_id=h.scope_id
union all select distinct gm.membership_id, 'circle', '', i.outer_id, null::timestamptz from organisations_groupmembership gm
   join organisations_groupinside i on i.organisation_id=%(o)s and i.inner_id=gm.group_id
   join organisations_group g on g.organisation_id=%(o)s and g.id=i.outer_id and g.deleted_at is null
  where gm.organisation_id=%(o)s and gm.membership_id = any(%(m)s) and gm.left_at is null
"""
