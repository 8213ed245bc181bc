# SPDX-License-Identifier: AGPL-3.0-or-later
"""E-mail: written with the act that causes it, delivered by a job; without a mail server it is kept to be read here."""
