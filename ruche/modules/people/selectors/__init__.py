# SPDX-License-Identifier: AGPL-3.0-or-later
from ruche.modules.people.models.changes import FIELD_LABELS
from ruche.modules.people.selectors.birthdays import Birthday, ComingBirthday, birthday_of, list_coming_birthdays
from ruche.modules.people.selectors.changes import (
    can_decide,
    count_waiting_changes,
    decided_by_oneself,
    describe_decisions,
    describe_proposals,
    fields_to_approve,
    get_change,
    is_in_charge,
    list_changes,
    list_deciders,
    list_history,
    notifications_visible,
    proposals_read,
)
from ruche.modules.people.selectors.chart import Chart, ChartNode, get_chart
from ruche.modules.people.selectors.chart_layout import Drawing, lay_out
from ruche.modules.people.selectors.exporting import list_exported
from ruche.modules.people.selectors.groups import GroupChoice, list_filter_groups
from ruche.modules.people.selectors.people import (
    COUNTED,
    Person,
    count_people,
    find_profile,
    get_person,
    list_acts,
    list_people,
    search_people,
)
from ruche.modules.people.selectors.positions import (
    HELD_POSITION,
    can_open_positions,
    count_positions,
    get_position,
    list_own_things,
    list_positions,
    visible_positions,
)
from ruche.modules.people.selectors.skills import SkillLine, list_skills, list_skills_of

__all__ = [
    "COUNTED",
    "FIELD_LABELS",
    "HELD_POSITION",
    "Birthday",
    "Chart",
    "ChartNode",
    "ComingBirthday",
    "Drawing",
    "GroupChoice",
    "Person",
    "SkillLine",
    "birthday_of",
    "can_decide",
    "can_open_positions",
    "count_people",
    "count_positions",
    "count_waiting_changes",
    "decided_by_oneself",
    "describe_decisions",
    "describe_proposals",
    "fields_to_approve",
    "find_profile",
    "get_change",
    "get_chart",
    "get_person",
    "get_position",
    "is_in_charge",
    "lay_out",
    "list_acts",
    "list_changes",
    "list_coming_birthdays",
    "list_deciders",
    "list_exported",
    "list_filter_groups",
    "list_history",
    "list_own_things",
    "list_people",
    "list_positions",
    "list_skills",
    "list_skills_of",
    "notifications_visible",
    "proposals_read",
    "search_people",
    "visible_positions",
]
