# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every function that runs with the owner's rights: the only crossings of the second lock.

Read this file to audit them. Each one returns as little as it can and says why it exists. The app's role may execute
them; nobody else may.
"""

from dataclasses import dataclass

from django.conf import settings


@dataclass(frozen=True)
class Definer:
    """`signature` with argument names and types, `returns`, `body`; `why` it must see more than one organisation."""

    signature: str
    returns: str
    body: str
    why: str
    language: str = "sql"
    security: str = "definer"
    is_writing: bool = False
    options: str = ""  # further `set …` clauses

    def statements(self) -> list[str]:
        volatility = "" if self.is_writing or self.returns == "trigger" else "stable "
        return [
            f"create or replace function {self.signature} returns {self.returns} language {self.language} {volatility}"
            f"security {self.security} set search_path = pg_catalog, public {self.options} as $body$ {self.body} $body$",
            f"revoke all on function {self.signature} from public",
            f'grant execute on function {self.signature} to "{settings.DATABASE_APP_ROLE}"',
        ]


_SEARCH_ARGUMENTS = "kind text, asked text, containers uuid[], floors bigint[], before timestamptz, before_id uuid"
_SEARCH_RESULT = "table (subject_id uuid, container_id uuid, place bigint, posted_at timestamptz)"

DEFINERS: dict[str, Definer] = {
    "ruche_register_record": Definer(
        signature="ruche_register_record()",
        returns="trigger",
        language="plpgsql",
        security="invoker",
        why="Not a crossing: the trigger behind the record registry, with the rights of whoever writes.",
        body="""
        begin
          if tg_op = 'DELETE' then
            delete from record where organisation_id = old.organisation_id and id = old.id;
            return old;
          end if;
          insert into record (organisation_id, id, kind, deleted_at, container_id, created_at, updated_at)
          values (new.organisation_id, new.id, tg_argv[0], new.deleted_at,
                  coalesce((to_jsonb(new) ->> tg_argv[1])::uuid, new.id), now(), now())
          on conflict (organisation_id, id) do update
            set deleted_at = excluded.deleted_at, container_id = excluded.container_id, updated_at = now();
          return new;
        end
        """,
    ),
    "channel_revisions": Definer(
        signature="channel_revisions(ids uuid[])",
        returns="table (id uuid, organisation_id uuid, revision bigint)",
        why="A process of the live socket looks for gaps in the channels of all organisations at once: ids and integers only.",
        body="select c.id, c.organisation_id, c.revision from chat_channel c where c.id = any(ids)",
    ),
    "membership_organisations": Definer(
        signature="membership_organisations(ids uuid[])",
        returns="table (id uuid, organisation_id uuid)",
        why="A process of the live socket learns in which organisation a membership's own topics are, before it asks who may follow.",
        body="select m.id, m.organisation_id from organisations_membership m where m.id = any(ids)",
    ),
    "organisations_with_unread": Definer(
        signature="organisations_with_unread(reader_id uuid)",
        returns="table (organisation_id uuid)",
        why="The switcher shows in which of one's own organisations a message waits: ids only, and only to that person themselves.",
        body="""
        select m.organisation_id
        from organisations_membership m
        where m.user_id = reader_id and m.user_id = nullif(current_setting('ruche.user_id', true), '')::uuid
          and m.status = 'active'
          and exists (select from modules_moduleactivation a where a.organisation_id = m.organisation_id and a.module = 'chat')
          and exists (
            select from chat_channelmembership own
            join chat_channel c on c.organisation_id = own.organisation_id and c.id = own.channel_id
            join chat_message said on said.organisation_id = own.organisation_id and said.channel_id = own.channel_id
             and said.position > own.read_position and said.position >= own.visible_from_position
            where own.organisation_id = m.organisation_id and own.membership_id = m.id and own.left_at is null
              and c.last_position > own.read_position and c.deleted_at is null and c.archived_at is null
              and said.author_id <> m.id and said.deleted_at is null)
        """,
    ),
    "organisation_summaries": Definer(
        signature="organisation_summaries(ids uuid[])",
        returns="table (organisation_id uuid, people bigint, last_visited_at timestamptz)",
        why="The instance's administrator sees how big and how alive each organisation is: a count and a date, and only to them.",
        body="""
        select m.organisation_id, count(*) filter (where m.status = 'active' and m.kind = 'person'), max(m.last_visited_at)
        from organisations_membership m
        where m.organisation_id = any(ids)
          and exists (select from users_user u where u.id = nullif(current_setting('ruche.user_id', true), '')::uuid
                      and u.is_active and u.is_instance_admin)
        group by m.organisation_id
        """,
    ),
    "search_write": Definer(
        signature="search_write(kind text, subjects uuid[], containers uuid[], positions bigint[], instants timestamptz[], words text[])",
        returns="void",
        is_writing=True,
        why="The app may not read search_entry, so it may not write there by itself: entries of the organisation of the context only.",
        body="""
        insert into search_entry (organisation_id, kind, subject_id, container_id, position, posted_at, lexemes)
        select nullif(current_setting('ruche.organisation_id', true), '')::uuid, search_write.kind, one.subject, one.container,
               one.place, one.instant, array_to_tsvector(string_to_array(one.words, ' '))
        from unnest(subjects, containers, positions, instants, words) one (subject, container, place, instant, words)
        on conflict (organisation_id, kind, subject_id) do update
          set container_id = excluded.container_id, position = excluded.position, posted_at = excluded.posted_at,
              lexemes = excluded.lexemes
        """,
    ),
    "search_forget": Definer(
        signature="search_forget(kind text, subjects uuid[])",
        returns="void",
        is_writing=True,
        why="As search_write: takes out what was deleted, in the organisation of the context only.",
        body="""
        delete from search_entry e
        where e.organisation_id = nullif(current_setting('ruche.organisation_id', true), '')::uuid
          and e.kind = search_forget.kind and e.subject_id = any(subjects)
        """,
    ),
    "search_walk": Definer(
        signature=f"search_walk({_SEARCH_ARGUMENTS}, depth int, most int)",
        returns=_SEARCH_RESULT,
        language="plpgsql",
        options="set jit = off",
        why="Full text search uses no index under row security. Only the organisation of the context, and only the containers given, "
        "each from its floor on, before the limit: ids, never a word.",
        body="""
        begin
          return query execute case when cardinality(containers) <= 32 then $few$
            (select e.subject_id, e.container_id, e.position, e.posted_at
             from unnest($4, $5) seen (id, floor) cross join lateral (
               select * from search_entry w
               where w.organisation_id = $1 and w.container_id = seen.id and w.kind = $2 and (w.posted_at, w.subject_id) < ($6, $7)
               order by w.posted_at desc, w.subject_id desc limit $8) e
             where e.position >= seen.floor and e.lexemes @@ $3
             order by e.posted_at desc, e.subject_id desc limit $9)
            union all
            select null, null, null, max(reached.posted_at)
            from unnest($4) seen (id) cross join lateral (
              select w.posted_at from search_entry w
              where w.organisation_id = $1 and w.container_id = seen.id and w.kind = $2 and (w.posted_at, w.subject_id) < ($6, $7)
              order by w.posted_at desc, w.subject_id desc offset $8 - 1 limit 1) reached
            having max(reached.posted_at) is not null
          $few$ else $many$
            (select e.subject_id, e.container_id, e.position, e.posted_at
             from (
               select * from search_entry w
               where w.organisation_id = $1 and w.kind = $2 and (w.posted_at, w.subject_id) < ($6, $7)
               order by w.posted_at desc, w.subject_id desc limit $8) e
             join unnest($4, $5) seen (id, floor) on seen.id = e.container_id and e.position >= seen.floor
             where e.lexemes @@ $3
             order by e.posted_at desc, e.subject_id desc limit $9)
            union all
            (select null, null, null, w.posted_at from search_entry w
             where w.organisation_id = $1 and w.kind = $2 and (w.posted_at, w.subject_id) < ($6, $7)
             order by w.posted_at desc, w.subject_id desc offset $8 - 1 limit 1)
          $many$ end
          using nullif(current_setting('ruche.organisation_id', true), '')::uuid, kind, asked::tsquery, containers, floors,
                coalesce(before, 'infinity'), coalesce(before_id, 'ffffffff-ffff-ffff-ffff-ffffffffffff'), depth, most;
        end
        """,
    ),
    "search_lookup": Definer(
        signature=f"search_lookup({_SEARCH_ARGUMENTS}, most int)",
        returns=_SEARCH_RESULT,
        language="plpgsql",
        options="set jit = off set enable_seqscan = off set enable_indexscan = off",
        why="As search_walk, through the index of words, for what is rare.",
        body="""
        begin
          return query execute $all$
            with found as materialized (
              select e.subject_id, e.container_id, e.position, e.posted_at from search_entry e
              where e.organisation_id = $1 and e.kind = $2 and e.lexemes @@ $3 and (e.posted_at, e.subject_id) < ($6, $7))
            select found.* from found
            join unnest($4, $5) seen (id, floor) on seen.id = found.container_id and found.position >= seen.floor
            order by found.posted_at desc, found.subject_id desc limit $8
          $all$
          using nullif(current_setting('ruche.organisation_id', true), '')::uuid, kind, asked::tsquery, containers, floors,
                coalesce(before, 'infinity'), coalesce(before_id, 'ffffffff-ffff-ffff-ffff-ffffffffffff'), most;
        end
        """,
    ),
    "purge_audit": Definer(
        signature="purge_audit(organisation uuid)",
        returns="void",
        is_writing=True,
        why="The app only adds to the audit. An organisation that is erased takes its own with it: that of the context only.",
        body="""
        delete from access_auditentry e
        where e.organisation_id = purge_audit.organisation
          and e.organisation_id = nullif(current_setting('ruche.organisation_id', true), '')::uuid
        """,
    ),
    "dated_assignments": Definer(
        signature="dated_assignments(since timestamptz, until timestamptz)",
        returns="table (organisation_id uuid, assignment_id uuid, membership_id uuid, is_end boolean)",
        why="Every minute one job looks for roles of all organisations that began or ended by their date: ids only.",
        body="""
        select a.organisation_id, a.id, a.membership_id, false from access_roleassignment a
        where a.ended_at is null and a.starts_at > since and a.starts_at <= until and a.starts_at > a.created_at
        union all
        select a.organisation_id, a.id, a.membership_id, true from access_roleassignment a
        where a.ended_at is null and a.ends_at <= until
        """,
    ),
    "due_directories": Definer(
        signature="due_directories()",
        returns="table (organisation_id uuid, directory_id uuid)",
        why="Every minute one job looks for directories of all organisations whose time has come: ids only.",
        body="""
        select d.organisation_id, d.id from directories_ldapdirectory d
        join organisations_organisation o on o.id = d.organisation_id and o.suspended_at is null
        where d.is_active and d.due_at <= now()
        """,
    ),
    "organisations_with_minors": Definer(
        signature="organisations_with_minors()",
        returns="table (organisation_id uuid)",
        why="Every hour one job looks for birthdays of minors in all organisations, each in its own time zone: ids of organisations only.",
        body="""
        select distinct m.organisation_id from lifecycle_minor m
        join organisations_organisation o on o.id = m.organisation_id and o.suspended_at is null
        where m.born_on <= current_date - interval '18 years' + interval '2 days'
          or (m.decides_alone_at is null and m.born_on <= current_date - interval '15 years' + interval '2 days')
        """,
    ),
}
