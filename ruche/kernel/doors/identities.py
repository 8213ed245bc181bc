# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who is behind a credential, remembered for a minute: names and languages, never a right.

Every right is asked by the write itself: epoch, session, membership, role, archive, activation. What a stale identity could
still get wrong is a name, a language, an address that moved; so a revocation forgets it at once, and while this process does
not hear of revocations nothing is remembered.
"""

import threading
import time
from collections.abc import Callable
from typing import NamedTuple
from uuid import UUID

from ruche.kernel.doors.credentials import Credential
from ruche.kernel.doors.door import Entered
from ruche.kernel.doors.reading import Identity, read_identity
from ruche.kernel.realtime.doubts import hears_doubts, on_doubt

FRESH = 60.0  # seconds
MOST = 20_000  # identities; beyond it all are read anew


class _Key(NamedTuple):
    credential: Credential
    slug: str


class Identities:
    """Shared by the threads of a process. `remembers`: asked each time whether revocations are heard."""

    def __init__(self, remembers: Callable[[], bool] = hears_doubts) -> None:
        self._remembers = remembers
        self._known: dict[_Key, tuple[Identity, float]] = {}
        self._lock = threading.Lock()
        self._doubts = 0
        on_doubt(self.doubt)

    def enter(self, credential: Credential, slug: str, module: str) -> Entered | None:
        """Whoever may enter by this credential; None: the view says why not."""
        known = self._known.get(_Key(credential, slug)) if self._remembers() else None
        if known is None or known[1] < time.monotonic():
            return self.enter_anew(credential, slug, module)
        if time.time() >= known[0].expires_at or module not in known[0].actor.active_modules:
            return self.enter_anew(credential, slug, module)
        return Entered(known[0].actor, is_fresh=False)

    def enter_anew(self, credential: Credential, slug: str, module: str) -> Entered | None:
        """The same, read just now."""
        doubts = self._doubts
        identity = read_identity(credential, slug)
        with self._lock:
            self._known.pop(_Key(credential, slug), None)
            self._forget_old()
            if identity is not None and doubts == self._doubts and self._remembers():
                if len(self._known) >= MOST:
                    self._known.clear()
                self._known[_Key(credential, slug)] = identity, time.monotonic() + FRESH
        if identity is None or module not in identity.actor.active_modules:
            return None
        return Entered(identity.actor, is_fresh=True)

    def doubt(self, user_id: UUID | None, organisation_id: UUID | None) -> None:
        """Forget a user, the people of an organisation, a user there, or (None, None) everybody. From any thread."""
        with self._lock:
            self._doubts += 1
            for key, (identity, _until) in list(self._known.items()):
                actor = identity.actor
                if user_id in (None, actor.user.pk) and organisation_id in (None, actor.organisation.pk):
                    del self._known[key]

    def _forget_old(self) -> None:
        """They stand in the order in which they were read, and all are kept for as long."""
        now = time.monotonic()
        while self._known and self._known[oldest := next(iter(self._known))][1] < now:
            del self._known[oldest]
