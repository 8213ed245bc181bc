# SPDX-License-Identifier: AGPL-3.0-or-later
"""Makes the scene in the running instance, through services.

`python -m bench.realtime.making <file> <people> <channels> <each> <history>`
"""

import os
import sys
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

SLUG = "banc-essai"
SESSIONS = 2
BATCH = 2000


def main(path: str, people: int, channels: int, each: int, history: int) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "ruche.config.settings"
    import django

    django.setup()
    from django.conf import settings

    # A password takes 30 ms to hash, and nobody here signs in by one.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    from bench.realtime.scene import Scene
    from ruche.kernel.db.context import organisation_scope
    from ruche.kernel.organisations.services import create_organisation
    from ruche.kernel.users.services import create_administrator

    first = create_administrator(email="nora@bench.example", name="Nora Lefèvre", password="a long enough phrase")
    owner = create_organisation(first, name="Banc d’essai", kind="team", slug=SLUG, modules=["chat", "people"])
    with organisation_scope(owner.organisation_id, owner.user.pk):
        actors = [owner, *_let_in(owner, people - 1)]
        crowd = _channel(owner, "tout le monde", actors)
        small = [_channel(owner, f"équipe {nth}", _team(actors, nth, each)) for nth in range(channels)]
        past = _channel(owner, "histoire", actors[: min(10, people)])
        _fill(owner, past.id, [actor.membership.id for actor in actors[: min(10, people)]], history)
        known = {actor.membership.id: nth for nth, actor in enumerate(actors)}
        Scene(
            slug=SLUG,
            organisation=str(owner.organisation_id),
            people=tuple(_person(actor) for actor in actors),
            crowd=_as_seen(crowd, actors, known),
            channels=tuple(_as_seen(channel, _team(actors, nth, each), known) for nth, channel in enumerate(small)),
            history=_as_seen(past, actors[: min(10, people)], known),
        ).write(Path(path))


def _let_in(owner: Any, count: int) -> list[Any]:
    from django.db import transaction

    from ruche.kernel.access.actor import Actor
    from ruche.kernel.access.roles import Role
    from ruche.kernel.organisations.services import admit
    from ruche.kernel.users.services import create_account

    found = []
    for nth in range(count):
        user = create_account(email=f"p{nth}@bench.example", name=f"Personne {nth}", password="a long enough phrase", is_verified=True)
        with transaction.atomic():
            membership, _is_new = admit(user, role=Role.MEMBER, group=None, by=owner.membership, is_invited=True)
        found.append(Actor(user=user, membership=membership, organisation=owner.organisation))
    return found


def _team(actors: Sequence[Any], nth: int, each: int) -> list[Any]:
    """People of the nth channel; where there are enough, nobody is in two of them."""
    return [actors[(nth * each + place) % len(actors)] for place in range(each)]


def _channel(owner: Any, name: str, actors: Sequence[Any]) -> Any:
    from ruche.modules.chat.services import add_people, create_channel

    channel = create_channel(owner, name=name)
    ids = [actor.membership.id for actor in actors if actor is not owner]
    for begin in range(0, len(ids), 500):
        add_people(owner, channel_id=channel.id, membership_ids=ids[begin : begin + 500])
    return channel


def _fill(owner: Any, channel_id: UUID, authors: Sequence[UUID], count: int) -> None:
    from django.utils import timezone

    from bench.realtime.clients.posters import MARKED, PLAIN
    from ruche.modules.chat.services import ImportedMessage, import_messages

    began = timezone.now() - timedelta(minutes=count)
    for begin in range(0, count, BATCH):
        batch = [
            ImportedMessage(authors[nth % len(authors)], f"{nth} {MARKED if nth % 3 == 0 else PLAIN}", began + timedelta(minutes=nth))
            for nth in range(begin, min(begin + BATCH, count))
        ]
        import_messages(owner, channel_id=channel_id, messages=batch)


def _person(actor: Any) -> Any:
    from bench.realtime.scene import Person
    from ruche.kernel.realtime.tickets import make_ticket

    keys = [_session(actor.user) for _ in range(SESSIONS)]
    return Person(str(actor.membership.id), tuple(keys), tuple(make_ticket(actor.user, key) for key in keys))


def _session(user: Any) -> str:
    """Signed in, as after the form."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    store = SessionStore()
    store[SESSION_KEY], store[HASH_SESSION_KEY] = str(user.pk), user.get_session_auth_hash()
    store[BACKEND_SESSION_KEY] = "ruche.kernel.users.authentication.EmailBackend"
    store.save()
    return str(store.session_key)


def _as_seen(channel: Any, actors: Sequence[Any], known: dict[UUID, int]) -> Any:
    from bench.realtime.scene import Channel

    return Channel(str(channel.id), tuple(dict.fromkeys(known[actor.membership.id] for actor in actors)))


if __name__ == "__main__":
    main(sys.argv[1], *(int(word) for word in sys.argv[2:]))
