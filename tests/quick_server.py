# SPDX-License-Identifier: AGPL-3.0-or-later
"""A uvicorn that ends at once when it has nothing to do: its own looks ten times a second, then waits a tenth of one."""

import asyncio
import socket

import uvicorn


class QuickServer(uvicorn.Server):
    async def main_loop(self) -> None:
        tick = 0
        while not await self.on_tick(tick % 10):
            tick += 1
            await asyncio.sleep(0.01)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        if self.server_state.connections or self.server_state.tasks:
            await super().shutdown(sockets)
            return
        for listener in [*self.servers, *(sockets or [])]:
            listener.close()
