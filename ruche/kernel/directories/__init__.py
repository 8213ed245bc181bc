# SPDX-License-Identifier: AGPL-3.0-or-later
"""Directories elsewhere that say who belongs: LDAP."""
