# SPDX-License-Identifier: AGPL-3.0-or-later
"""`ruche serve`: one small process without Django that starts, watches and ends the others."""

from ruche.config.supervisor.signals import block as block_signals
from ruche.config.supervisor.supervisor import serve

__all__ = ["block_signals", "serve"]
