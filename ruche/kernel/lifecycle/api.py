# SPDX-License-Identifier: AGPL-3.0-or-later
"""Routes under /api/v1/o/<slug>/."""

from django.urls import URLPattern, URLResolver, path

from ruche.kernel.lifecycle import api_checklists as checklists
from ruche.kernel.lifecycle import api_departures as departures
from ruche.kernel.lifecycle.api_minors import MinorListView, MinorView

_DEPARTURE = "members/<uuid:membership_id>/departure/"

urlpatterns: list[URLPattern | URLResolver] = [
    path("minors/", MinorListView.as_view(), name="api_minors"),
    path("minors/<uuid:membership_id>/", MinorView.as_view(), name="api_minor"),
    path("checklists/", checklists.ChecklistListView.as_view(), name="api_checklists"),
    path("checklists/<uuid:checklist_id>/", checklists.ChecklistView.as_view(), name="api_checklist"),
    path("checklist-runs/<uuid:run_id>/", checklists.RunView.as_view(), name="api_checklist_run"),
    path("checklist-ticks/<uuid:tick_id>/", checklists.TickView.as_view(), name="api_checklist_tick"),
    path("members/<uuid:membership_id>/checklists/", checklists.PersonRunsView.as_view(), name="api_member_checklists"),
    path(_DEPARTURE, departures.DepartureView.as_view(), name="api_departure"),
    path(
        "members/<uuid:membership_id>/departure/completion/", departures.DepartureCompletionView.as_view(), name="api_departure_completion"
    ),
    path("leavers/", departures.LeaverListView.as_view(), name="api_leavers"),
    path("reassignments/", departures.ReassignmentView.as_view(), name="api_reassignments"),
]
