# SPDX-License-Identifier: AGPL-3.0-or-later
"""What people are told of, once. Manifests declare the kinds (docs/contributing/notifications.md)."""
