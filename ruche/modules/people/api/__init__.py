# SPDX-License-Identifier: AGPL-3.0-or-later
"""/api/v1/o/<slug>/people/: the directory, one's own profile and its changes, posts, the organisation chart."""

from django.urls import path

from ruche.modules.people.api.changes import ChangeApprovalView, ChangeDetailView, ChangeListView, ChangeRejectionView
from ruche.modules.people.api.chart import ChartView
from ruche.modules.people.api.people import OwnProfileView, PersonDetailView, PersonListView, SkillListView
from ruche.modules.people.api.positions import PositionDetailView, PositionHolderView, PositionListView

urlpatterns = [
    path("", PersonListView.as_view(), name="person_list"),
    path("me/", OwnProfileView.as_view(), name="own_profile"),
    path("skills/", SkillListView.as_view(), name="skill_list"),
    path("chart/", ChartView.as_view(), name="chart"),
    path("positions/", PositionListView.as_view(), name="position_list"),
    path("positions/<uuid:position_id>/", PositionDetailView.as_view(), name="position_detail"),
    path("positions/<uuid:position_id>/holder/", PositionHolderView.as_view(), name="position_holder"),
    path("changes/", ChangeListView.as_view(), name="change_list"),
    path("changes/<uuid:change_id>/", ChangeDetailView.as_view(), name="change_detail"),
    path("changes/<uuid:change_id>/approval/", ChangeApprovalView.as_view(), name="change_approval"),
    path("changes/<uuid:change_id>/rejection/", ChangeRejectionView.as_view(), name="change_rejection"),
    path("<uuid:membership_id>/", PersonDetailView.as_view(), name="person_detail"),
]
