# SPDX-License-Identifier: AGPL-3.0-or-later
"""What sign-in asks beyond a password: second factors, passkeys, the policy of an organisation, sessions."""
