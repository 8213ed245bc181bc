# SPDX-License-Identifier: AGPL-3.0-or-later
"""People: the directory of an organisation, and what each person says of themselves."""
