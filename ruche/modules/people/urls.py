# SPDX-License-Identifier: AGPL-3.0-or-later
from django.urls import path

from ruche.modules.people.views import changes, chart, export, people, positions

urlpatterns = [
    path("", people.person_list, name="person_list"),
    path("export/", export.person_export, name="person_export"),
    path("profile/", people.profile_update, name="profile_update"),
    path("chart/", chart.org_chart, name="org_chart"),
    path("chart.svg", chart.org_chart_svg, name="org_chart_svg"),
    path("chart/groups/<uuid:group_id>/", chart.chart_group, name="chart_group"),
    path("positions/", positions.position_list, name="position_list"),
    path("positions/new/", positions.position_creation, name="position_creation"),
    path("positions/<uuid:position_id>/", positions.position_detail, name="position_detail"),
    path("positions/<uuid:position_id>/candidates/", positions.position_candidates, name="position_candidates"),
    path("positions/<uuid:position_id>/holder/", positions.position_holder, name="position_holder"),
    path("positions/<uuid:position_id>/deletion/", positions.position_deletion, name="position_deletion"),
    path("changes/", changes.change_list, name="change_list"),
    path("changes/rules/", changes.profile_rules, name="profile_rules"),
    path("changes/<uuid:change_id>/", changes.change_detail, name="change_detail"),
    path("changes/<uuid:change_id>/approval/", changes.change_approval, name="change_approval"),
    path("changes/<uuid:change_id>/rejection/", changes.change_rejection, name="change_rejection"),
    path("changes/<uuid:change_id>/withdrawal/", changes.change_withdrawal, name="change_withdrawal"),
    path("<uuid:membership_id>/", people.person_detail, name="person_detail"),
    path("<uuid:membership_id>/card/", people.person_card, name="person_card"),
]
