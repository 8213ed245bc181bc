# SPDX-License-Identifier: AGPL-3.0-or-later
from ruche.kernel.realtime.tests.conftest import boards, server, ticket_for

__all__ = ["boards", "server", "ticket_for"]
