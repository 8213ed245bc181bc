# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pages of one organisation, under /o/<slug>/."""

from django.urls import URLPattern, URLResolver, path

from ruche.kernel.access.views import assignments, audiences, audit, people, roles

app_name = "access"
urlpatterns: list[URLPattern | URLResolver] = [
    path("rights/", people.own_rights, name="own_rights"),
    path("audiences/count/", audiences.audience_count, name="audience_count"),
    path("audiences/<str:kind>/<uuid:object_id>/", audiences.audience_detail, name="audience_detail"),
    path("settings/roles/", roles.role_list, name="role_list"),
    path("settings/roles/new/", roles.role_creation, name="role_creation"),
    path("settings/roles/built-in/<str:role>/", roles.builtin_role, name="builtin_role"),
    path("settings/roles/holders/<str:permission>/", people.permission_holders, name="permission_holders"),
    path("settings/roles/<uuid:role_id>/", roles.role_detail, name="role_detail"),
    path("settings/roles/<uuid:role_id>/edition/", roles.role_edition, name="role_edition"),
    path("settings/roles/<uuid:role_id>/deletion/", roles.role_deletion, name="role_deletion"),
    path("settings/members/<uuid:membership_id>/rights/", people.person_rights, name="person_rights"),
    path("settings/members/<uuid:membership_id>/roles/new/", assignments.assignment_creation, name="assignment_creation"),
    path("settings/role-assignments/<uuid:assignment_id>/", assignments.assignment_edition, name="assignment_edition"),
    path("settings/role-assignments/<uuid:assignment_id>/ending/", assignments.assignment_ending, name="assignment_ending"),
    path("settings/audit/", audit.audit_list, name="audit_list"),
]
