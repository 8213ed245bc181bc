# SPDX-License-Identifier: AGPL-3.0-or-later
"""Base models, tenancy and the database backend. Every table here is under two locks (docs/contributing/tenancy.md)."""
