# SPDX-License-Identifier: AGPL-3.0-or-later
from ruche.modules.people.models.changes import ProfileChange, ProfileRule
from ruche.modules.people.models.positions import Position
from ruche.modules.people.models.profiles import Profile
from ruche.modules.people.models.skills import PersonSkill, Skill

__all__ = ["PersonSkill", "Position", "Profile", "ProfileChange", "ProfileRule", "Skill"]
