# SPDX-License-Identifier: AGPL-3.0-or-later
"""/api/v1/o/<slug>/: who belongs to the organisation, its groups, and who it is in law."""

from django.urls import path

from ruche.kernel.organisations.api import groups, legal, members

urlpatterns = [
    path("members/", members.MemberListView.as_view(), name="api_members"),
    path("members/<uuid:membership_id>/", members.MemberView.as_view(), name="api_member"),
    path("groups/", groups.GroupListView.as_view(), name="api_groups"),
    path("groups/<uuid:group_id>/", groups.GroupView.as_view(), name="api_group"),
    path("groups/<uuid:group_id>/move/", groups.GroupMoveView.as_view(), name="api_group_move"),
    path("groups/<uuid:group_id>/move-preview/", groups.GroupMovePreviewView.as_view(), name="api_group_move_preview"),
    path("groups/<uuid:group_id>/restoration/", groups.GroupRestorationView.as_view(), name="api_group_restoration"),
    path("groups/<uuid:group_id>/people/", groups.GroupPeopleView.as_view(), name="api_group_people"),
    path("groups/<uuid:group_id>/members/", groups.GroupMemberListView.as_view(), name="api_group_members"),
    path("legal-identity/", legal.LegalIdentityView.as_view(), name="api_legal_identity"),
    path("about/", legal.AboutView.as_view(), name="api_about"),
]
