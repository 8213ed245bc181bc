# SPDX-License-Identifier: AGPL-3.0-or-later
"""The servers beside which the product is measured, and variants of its own web process that only this benchmark starts."""
