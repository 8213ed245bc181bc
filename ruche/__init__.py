# SPDX-License-Identifier: AGPL-3.0-or-later

"""Ruche: one platform for an organisation's whole life."""

__version__ = "0.1.0"
