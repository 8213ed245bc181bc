# SPDX-License-Identifier: AGPL-3.0-or-later
"""One box that finds everything the reader may see. Manifests say what can be found (docs/contributing/search.md)."""
