# SPDX-License-Identifier: AGPL-3.0-or-later
"""May this person follow this topic? Asked at every subscribe and after every revocation, answered for many at once."""

import logging
from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from django.db import InterfaceError, OperationalError

from ruche.kernel.access.actor import Actor
from ruche.kernel.db.context import organisation_scope
from ruche.kernel.modules.activation import active_modules
from ruche.kernel.organisations.models import Membership, Organisation
from ruche.kernel.realtime.registry import find_topic, module_of
from ruche.kernel.realtime.topics import Head, Topic

logger = logging.getLogger(__name__)


class Wish(NamedTuple):
    user_id: UUID
    topic: str  # "kind:key"


@dataclass(frozen=True, slots=True)
class Admission:
    """The right to follow: where the topic stands, as whom, and which view of its history they have."""

    head: Head
    actor: Actor
    view: Hashable


def admit(wishes: Sequence[Wish]) -> Mapping[Wish, Admission | None]:
    """The admission of each wish; None for what does not exist and for what is not for them, which look the same."""
    answers: dict[Wish, Admission | None] = dict.fromkeys(wishes)
    by_kind: dict[str, list[Wish]] = defaultdict(list)
    for wish in wishes:
        kind, _, key = wish.topic.partition(":")
        if _is_key(key):
            by_kind[kind].append(wish)
    for kind, asked in by_kind.items():
        if (topic := find_topic(kind)) is not None:
            answers.update(_admit_guarded(kind, topic, asked))
    return answers


def _is_key(text: str) -> bool:
    """Keys are uuids in their one usual form: a wrong one must not spoil the query of the others."""
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False


def _admit_guarded(kind: str, topic: Topic, wishes: Sequence[Wish]) -> dict[Wish, Admission]:
    """A module that fails closes its own topics only. Trouble of the database is everybody's."""
    try:
        return _admit_to_kind(kind, topic, wishes)
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        logger.exception("The admission to topics failed: %s.", kind)
        return {}


def _admit_to_kind(kind: str, topic: Topic, wishes: Iterable[Wish]) -> dict[Wish, Admission]:
    by_key: dict[str, list[Wish]] = defaultdict(list)
    for wish in wishes:
        by_key[wish.topic.partition(":")[2]].append(wish)
    with organisation_scope(None):
        heads = topic.heads(list(by_key))
    by_organisation: dict[UUID, list[str]] = defaultdict(list)
    for key, head in heads.items():
        by_organisation[head.organisation_id].append(key)
    admitted: dict[Wish, Admission] = {}
    for organisation_id, keys in by_organisation.items():
        actors = _actors(organisation_id, {wish.user_id for key in keys for wish in by_key[key]}, module_of(kind))
        for key in keys:
            readers = [actors[wish.user_id] for wish in by_key[key] if wish.user_id in actors]
            views = _views(topic, key, readers)
            for wish in by_key[key]:
                actor = actors.get(wish.user_id)
                if actor is not None and (view := views.get(actor.membership.id)) not in (None, False):
                    admitted[wish] = Admission(heads[key], actor, view)
    return admitted


def _actors(organisation_id: UUID, user_ids: Collection[UUID], module: str | None) -> dict[UUID, Actor]:
    """The active members among these users; nobody when the topic's module is off (three queries in all)."""
    modules = active_modules(organisation_id)
    organisation = Organisation.objects.filter(pk=organisation_id).first()
    if organisation is None or (module is not None and module not in modules):
        return {}
    actors: dict[UUID, Actor] = {}
    with organisation_scope(organisation_id):
        members = Membership.objects.filter(user_id__in=user_ids, user__is_active=True, status=Membership.Status.ACTIVE)
        for member in members.select_related("user"):
            member.organisation = organisation
            actors[member.user_id] = actor = Actor(user=member.user, membership=member, organisation=organisation)
            # What each of them would read for itself: see Actor.active_modules.
            object.__setattr__(actor, "active_modules", modules)
    return actors


def _views(topic: Topic, key: str, actors: Sequence[Actor]) -> Mapping[UUID, Hashable]:
    """Membership id → what the module answers for each actor."""
    if not actors:
        return {}
    organisation_id = actors[0].organisation.id
    if topic.readers is not None and len(actors) > 1:
        with organisation_scope(organisation_id):
            return topic.readers(actors, key)
    views: dict[UUID, Hashable] = {}
    for actor in actors:
        with organisation_scope(organisation_id, actor.user.id):
            views[actor.membership.id] = topic.authorise(actor, key)
    return views
