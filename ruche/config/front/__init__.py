# SPDX-License-Identifier: AGPL-3.0-or-later
"""The front of the web process: plain ASGI. It waits for clients so that no thread of Django ever does.

A request is taken whole, answered by Django's WSGI handler in one of a few fixed threads, and the whole answer is
sent from here. Sockets and static files never reach a thread.
"""
