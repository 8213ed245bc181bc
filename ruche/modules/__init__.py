# SPDX-License-Identifier: AGPL-3.0-or-later
"""One folder per module: a feature that an organisation may switch off."""
