# SPDX-License-Identifier: AGPL-3.0-or-later
"""Signals are blocked and read at chosen points, so nothing interrupts the supervisor half-way."""

import signal

_ENDING = frozenset({signal.SIGTERM, signal.SIGINT, signal.SIGHUP})
_WATCHED = _ENDING | {signal.SIGCHLD}


class EndRequested(Exception):
    """Somebody asked for the end (Ctrl-C, TERM, a closed terminal)."""


def block() -> None:
    signal.pthread_sigmask(signal.SIG_BLOCK, _WATCHED)


def pause(seconds: float) -> None:
    """Wait, less long when a child ends; raise `EndRequested` when asked to end."""
    received = signal.sigtimedwait(_WATCHED, max(seconds, 0))
    if received is not None and received.si_signo in _ENDING:
        raise EndRequested
