# SPDX-License-Identifier: AGPL-3.0-or-later
"""Chat: channels in which people talk, live."""
