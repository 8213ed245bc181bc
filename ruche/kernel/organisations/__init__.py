# SPDX-License-Identifier: AGPL-3.0-or-later
"""Organisations, their members, groups, invitations and join codes."""
