# SPDX-License-Identifier: AGPL-3.0-or-later
"""Other programs and other identities: OpenID Connect both ways, applications, tokens."""
