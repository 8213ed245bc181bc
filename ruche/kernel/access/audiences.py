# SPDX-License-Identifier: AGPL-3.0-or-later
"""Audiences of objects: who may see, comment, edit, join and manage them. The one place to import them from."""

from ruche.kernel.access.audience_rules import Act, AudienceRule, Level, audience_rules
from ruche.kernel.access.models import AudienceModel
from ruche.kernel.access.reaching import allows, require_act, rule_of, visible_to
from ruche.kernel.access.services.audiences import choose_audience, new_audience, rehome_audiences

__all__ = [
    "Act",
    "AudienceModel",
    "AudienceRule",
    "Level",
    "allows",
    "audience_rules",
    "choose_audience",
    "new_audience",
    "rehome_audiences",
    "require_act",
    "rule_of",
    "visible_to",
]
