# SPDX-License-Identifier: AGPL-3.0-or-later
"""The hot door: a write so frequent that Django's request cycle, ten times as dear as the write, is passed by.

A door answers what it can prove to be right. Everything else (another method, a body that is not quite as expected, a
credential that does not hold, an old address, an error nobody thought of) it leaves to the view of the same address, whose
answer then is the answer. So a door can only be faster than its view, never more lenient.

A module declares its door as `door` in its room `door.py`. There is one in all of Ruche; a test counts them.
"""

from ruche.kernel.doors.door import Door, Outcome

__all__ = ["Door", "Outcome"]
