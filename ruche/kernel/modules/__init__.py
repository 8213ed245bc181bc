# SPDX-License-Identifier: AGPL-3.0-or-later
"""Modules: their manifests, what is on for whom, and the one gate."""
