# SPDX-License-Identifier: AGPL-3.0-or-later
"""What tests share: the database under both locks, the four people, clients and actors."""
