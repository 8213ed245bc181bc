# SPDX-License-Identifier: AGPL-3.0-or-later
"""The load: light clients on a raw asyncio protocol, one process for all of them, latencies counted from the planned moment."""
