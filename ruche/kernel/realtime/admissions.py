# SPDX-License-Identifier: AGPL-3.0-or-later
"""May this person follow this topic? Asked at every subscribe and after every revocation, answered for many at once."""

import logging
import math
from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple, TypeVar
from uuid import UUID

from django.db import InterfaceError, OperationalError

from ruche.kernel.access.actor import Actor
from ruche.kernel.access.rights import load_rights
from ruche.kernel.db.context import organisation_scope
from ruche.kernel.organisations.models import Membership
from ruche.kernel.realtime.activations import Activation, Activations
from ruche.kernel.realtime.registry import find_topic, module_of
from ruche.kernel.realtime.topics import Head, Topic
from ruche.kernel.sign_in.sockets import Way, open_until

logger = logging.getLogger(__name__)

T = TypeVar("T")


class Wish(NamedTuple):
    user_id: UUID
    topic: str  # "kind:key"
    organisation_id: UUID | None = None  # where the topic is, if that is known
    way: Way | None = None  # how they came in, if that is known

    @property
    def came(self) -> Way:
        return self.way or Way(self.user_id)


@dataclass(frozen=True, slots=True)
class Admission:
    """The right to follow: where the topic stands (no revision if its place was known), as whom, and with which view.

    `until`: seconds since 1970 when a dated role begins or ends or the sign-in is too old, and the right is to be asked for again.
    """

    head: Head
    actor: Actor
    view: Hashable
    until: float = math.inf


def admit(wishes: Sequence[Wish], activations: Activations | None = None) -> Mapping[Wish, Admission | None]:
    """The admission of each wish; None for what does not exist and for what is not for them, which look the same."""
    activations = activations or Activations()
    answers: dict[Wish, Admission | None] = dict.fromkeys(wishes)
    heads = _heads([wish for wish in wishes if _is_key(wish.topic.partition(":")[2])])
    by_organisation: dict[UUID, list[Wish]] = defaultdict(list)
    for wish in wishes:
        if (head := heads.get(wish.topic)) is not None:
            by_organisation[head.organisation_id].append(wish)
    for organisation_id, asked in by_organisation.items():
        if (activation := activations.find(organisation_id)) is not None:
            answers.update(_admit_into(activation, asked, heads))
    return answers


def _heads(wishes: Sequence[Wish]) -> dict[str, Head]:
    """Topic → where it stands, in one query for each kind of which a topic's place is not known."""
    heads: dict[str, Head] = {}
    unknown: dict[str, set[str]] = defaultdict(set)
    for wish in wishes:
        kind, _, key = wish.topic.partition(":")
        if wish.organisation_id is None:
            unknown[kind].add(key)
        else:
            heads[wish.topic] = Head(wish.organisation_id)
    for kind, keys in unknown.items():
        rules = find_topic(kind)
        if rules is not None:
            found: Mapping[str, Head] = _guarded(kind, partial(_ask_heads, rules, sorted(keys)), {})
            heads |= {f"{kind}:{key}": head for key, head in found.items()}
    return heads


def _admit_into(activation: Activation, wishes: Sequence[Wish], heads: Mapping[str, Head]) -> dict[Wish, Admission]:
    """To the topics of one organisation."""
    actors, open_until = _actors(activation, {wish.came for wish in wishes})
    by_topic: dict[str, list[Wish]] = defaultdict(list)
    for wish in wishes:
        if wish.came in open_until:
            by_topic[wish.topic].append(wish)
    admitted: dict[Wish, Admission] = {}
    for topic, asked in by_topic.items():
        views = _views(topic, list({wish.user_id: actors[wish.user_id] for wish in asked}.values()), activation)
        for wish in asked:
            actor = actors[wish.user_id]
            if (view := views.get(actor.membership.id)) not in (None, False):
                admitted[wish] = Admission(heads[topic], actor, view, min(actor.rights.until, open_until[wish.came]))
    return admitted


def _actors(activation: Activation, ways: Collection[Way]) -> tuple[dict[UUID, Actor], dict[Way, float]]:
    """The active members among them, each with their rights (two queries for all), and the ways in that are open, until when."""
    organisation, modules = activation
    with organisation_scope(organisation.id):
        rows = Membership.objects.filter(user_id__in={way.user_id for way in ways}, user__is_active=True, status=Membership.Status.ACTIVE)
        found = {member.user_id: member for member in rows.select_related("user")}
    open_ways = open_until(organisation, found, ways)
    entering = {way.user_id for way in open_ways}
    members = [member for user_id, member in found.items() if user_id in entering]
    rights = load_rights(organisation, members, modules) if members else {}
    actors: dict[UUID, Actor] = {}
    for member in members:
        member.organisation = organisation
        actors[member.user_id] = actor = Actor(user=member.user, membership=member, organisation=organisation)
        # What each of them would read for itself: see Actor.active_modules.
        object.__setattr__(actor, "active_modules", modules)
        actor.hold(rights[member.pk])
    return actors, open_ways


def _views(topic: str, actors: Sequence[Actor], activation: Activation) -> Mapping[UUID, Hashable]:
    """Membership id → what the module answers for each actor; nothing when the module is off."""
    kind, _, key = topic.partition(":")
    rules, module = find_topic(kind), module_of(kind)
    if rules is None or (module is not None and module not in activation.modules):
        return {}
    return _guarded(kind, partial(_ask_views, rules, key, actors, activation.organisation.id), {})


def _ask_heads(rules: Topic, keys: Sequence[str]) -> Mapping[str, Head]:
    with organisation_scope(None):
        return rules.heads(keys)


def _ask_views(rules: Topic, key: str, actors: Sequence[Actor], organisation_id: UUID) -> Mapping[UUID, Hashable]:
    if rules.readers is not None and len(actors) > 1:
        with organisation_scope(organisation_id):
            return rules.readers(actors, key)
    views: dict[UUID, Hashable] = {}
    for actor in actors:
        with organisation_scope(organisation_id, actor.user.id):
            views[actor.membership.id] = rules.authorise(actor, key)
    return views


def _guarded(kind: str, ask: Callable[[], T], nothing: T) -> T:
    """A module that fails closes its own topics only. Trouble of the database is everybody's."""
    try:
        return ask()
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        logger.exception("The admission to topics failed: %s.", kind)
        return nothing


def _is_key(text: str) -> bool:
    """Keys are uuids in their one usual form: a wrong one must not spoil the query of the others."""
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False
