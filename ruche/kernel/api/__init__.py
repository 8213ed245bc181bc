# SPDX-License-Identifier: AGPL-3.0-or-later
"""The API's frame: tokens, paging, errors, routes, schema."""
