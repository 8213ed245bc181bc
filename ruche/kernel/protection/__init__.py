# SPDX-License-Identifier: AGPL-3.0-or-later
"""Protects people from each other, and the instance from an organisation: blocks, suspension."""
