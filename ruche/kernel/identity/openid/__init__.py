# SPDX-License-Identifier: AGPL-3.0-or-later
"""OpenID Connect, both ways, without pages: `server` and `validation` as provider, the rest as client of others."""
