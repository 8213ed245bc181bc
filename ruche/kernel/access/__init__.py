# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who may do what: roles, permissions as data, and the actor that carries them."""
