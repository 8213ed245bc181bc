# SPDX-License-Identifier: AGPL-3.0-or-later
"""How large each part is: in full, what the targets speak of; quick, enough to see that nothing is broken."""

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Sizes:
    people: int = 1000
    crowd: int = 1000  # sockets in one channel
    channels: int = 50
    people_each: int = 20
    rate: int = 200  # messages a second in the channels
    crowd_rate: int = 100  # messages a second in the one channel
    seconds: float = 8.0  # of a measurement with latencies
    window_seconds: float = 2.5  # of a measurement of capacity
    windows: int = 3  # of which the middle one counts
    posts: int = 2000  # for the cost of one
    missed: int = 50
    idle: int = 5000
    readers: int = 10
    writers: int = 16
    history: int = 100_000  # messages in the channel whose page is read
    scrolled: int = 5_000
    is_quick: bool = False


FULL = Sizes()
QUICK = Sizes(
    people=200,
    crowd=200,
    channels=10,
    people_each=20,
    rate=40,
    crowd_rate=20,
    seconds=2.5,
    window_seconds=1.0,
    windows=1,
    posts=200,
    missed=50,
    idle=600,
    readers=3,
    writers=16,
    history=3000,
    scrolled=300,
    is_quick=True,
)
TINY = replace(
    QUICK,
    history=70,
    scrolled=10,
    missed=12,
    readers=2,
    writers=4,
    people=12,
    crowd=6,
    channels=2,
    people_each=5,
    rate=10,
    crowd_rate=10,
    seconds=0.5,
    window_seconds=0.2,
    idle=10,
    posts=10,
)
