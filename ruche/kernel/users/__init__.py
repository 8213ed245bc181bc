# SPDX-License-Identifier: AGPL-3.0-or-later
"""People who sign in. A user is global; what somebody is in an organisation is their membership."""
