# SPDX-License-Identifier: AGPL-3.0-or-later
"""Tests of the whole system. Those of one part stand beside it."""
