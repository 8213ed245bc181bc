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

    def statements(self) -> list[str]:
        volatility = "" if self.returns == "trigger" else "stable "
        return [
            f"create or replace function {self.signature} returns {self.returns} language {self.language} {volatility}"
            f"security {self.security} set search_path = pg_catalog, public as $body$ {self.body} $body$",
            f"revoke all on function {self.signature} from public",
            f'grant execute on function {self.signature} to "{settings.DATABASE_APP_ROLE}"',
        ]


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
}
