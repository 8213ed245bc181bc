# SPDX-License-Identifier: AGPL-3.0-or-later
"""The gate of open sockets. They last for hours, so it says until when it stays open."""

import math
import time
from collections.abc import Collection, Mapping
from typing import NamedTuple
from uuid import UUID

from ruche.kernel.organisations.models import Membership, Organisation
from ruche.kernel.sign_in.facts import SignInFacts
from ruche.kernel.sign_in.gate import ends_at
from ruche.kernel.sign_in.policies import factors_due, policy_of
from ruche.kernel.sign_in.selectors.sessions import find_facts


class Way(NamedTuple):
    """How somebody came in: by a session, known by its hash (tickets.session_hash), or by a token that says it itself."""

    user_id: UUID
    session: str = ""
    facts: SignInFacts | None = None


def open_until(organisation: Organisation, members: Mapping[UUID, Membership], ways: Collection[Way]) -> dict[Way, float]:
    """Of these ways in those to which the gate is open, each with when it closes, in seconds since 1970.

    `members`: by user id. Three queries at most, whoever many ask; none where the organisation has no rules.
    """
    policy = policy_of(organisation)
    known = [way for way in ways if way.user_id in members]
    if policy.asks_nothing:
        return dict.fromkeys(known, math.inf)
    facts = find_facts({way.session for way in known if way.session})
    due = factors_due(organisation, [members[way.user_id] for way in known], policy)
    open_: dict[Way, float] = {}
    for way in known:
        came = way.facts or facts.get(way.session) or SignInFacts()
        until = ends_at(came, policy, due.get(members[way.user_id].pk))
        if came.method in policy.methods and until > time.time():
            open_[way] = until
    return open_
