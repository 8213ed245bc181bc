# SPDX-License-Identifier: AGPL-3.0-or-later
"""Live updates: state is in PostgreSQL, a socket only says "look".

`publish` tells the followers of a topic something, after commit, from any thread of any process; `publish_to_many` those of
many topics the same. `revoke` has the rights of a
person or an organisation checked again, `revoke_topic` those of everybody who follows a topic. A module declares what can be
followed by `Topic`s in its `streams.py`.
"""

from ruche.kernel.realtime.envelopes import Encoded
from ruche.kernel.realtime.publishing import publish, publish_to_many, revoke, revoke_topic
from ruche.kernel.realtime.topics import RESET, Event, Head, Topic

__all__ = ["RESET", "Encoded", "Event", "Head", "Topic", "publish", "publish_to_many", "revoke", "revoke_topic"]
