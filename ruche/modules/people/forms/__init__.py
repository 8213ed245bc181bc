# SPDX-License-Identifier: AGPL-3.0-or-later
from ruche.modules.people.forms.changes import ProfileRulesForm
from ruche.modules.people.forms.narrowing import PersonFilter
from ruche.modules.people.forms.positions import HolderForm, PositionForm
from ruche.modules.people.forms.profiles import ProfileForm

__all__ = ["HolderForm", "PersonFilter", "PositionForm", "ProfileForm", "ProfileRulesForm"]
