# SPDX-License-Identifier: AGPL-3.0-or-later
from ruche.kernel.protection.selectors.blocks import blocked_ids, get_other, is_blocking, list_blocked, takes_messages, takes_messages_from
from ruche.kernel.protection.selectors.organisations import OrganisationSummary, get_organisation_summary, list_organisation_summaries

__all__ = [
    "OrganisationSummary",
    "blocked_ids",
    "get_organisation_summary",
    "get_other",
    "is_blocking",
    "list_blocked",
    "list_organisation_summaries",
    "takes_messages",
    "takes_messages_from",
]
