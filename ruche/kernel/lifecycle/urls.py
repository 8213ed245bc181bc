# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pages of one organisation, under /o/<slug>/. entrance_urls.py mounts them, so that both share a namespace."""

from django.urls import URLPattern, URLResolver, path

from ruche.kernel.lifecycle.views import batches, checklists, departures, minors, runs

_BATCH = "settings/invitations/import/<uuid:batch_id>/"

_MINOR = "settings/minors/<uuid:membership_id>/"

_CHECKLIST = "settings/checklists/<uuid:checklist_id>/"
_RUNS = "people/<uuid:membership_id>/checklist/"
_DEPARTURE = "settings/members/<uuid:membership_id>/departure/"

urlpatterns: list[URLPattern | URLResolver] = [
    path("settings/invitations/minor/", minors.minor_invitation, name="minor_invitation"),
    path("settings/minors/", minors.minor_list, name="minor_list"),
    path("settings/minors/search/", minors.minor_search, name="minor_search"),
    path(_MINOR, minors.minor_detail, name="minor_detail"),
    path(f"{_MINOR}birthday/", minors.minor_declaration, name="minor_declaration"),
    path(f"{_MINOR}letter/", minors.minor_letter, name="minor_letter"),
    path(f"{_MINOR}link/", minors.minor_link, name="minor_link"),
    path(f"{_MINOR}paper/", minors.minor_paper, name="minor_paper"),
    path(f"{_MINOR}withdrawal/", minors.minor_withdrawal, name="minor_withdrawal"),
    path("settings/invitations/import/", batches.invitation_import, name="invitation_import"),
    path(_BATCH, batches.invitation_batch, name="invitation_batch"),
    path(f"{_BATCH}sending/", batches.invitation_batch_sending, name="invitation_batch_sending"),
    path("settings/checklists/", checklists.checklist_list, name="checklist_list"),
    path("settings/checklists/new/", checklists.checklist_creation, name="checklist_creation"),
    path(_CHECKLIST, checklists.checklist_detail, name="checklist_detail"),
    path(f"{_CHECKLIST}deletion/", checklists.checklist_deletion, name="checklist_deletion"),
    path(_RUNS, runs.person_runs, name="person_runs"),
    path(f"{_RUNS}steps/<uuid:tick_id>/", runs.step_tick, name="step_tick"),
    path(f"{_RUNS}runs/<uuid:run_id>/cancellation/", runs.run_cancellation, name="run_cancellation"),
    path(_DEPARTURE, departures.departure, name="departure"),
    path(f"{_DEPARTURE}heirs/", departures.heir_search, name="heir_search"),
    path(f"{_DEPARTURE}cancellation/", departures.departure_cancellation, name="departure_cancellation"),
    path(f"{_DEPARTURE}completion/", departures.departure_completion, name="departure_completion"),
    path("settings/leavers/", departures.leaver_list, name="leaver_list"),
    path("settings/leavers/<uuid:membership_id>/", departures.leaver_detail, name="leaver_detail"),
]
