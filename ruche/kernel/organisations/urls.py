# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pages of one organisation, under /o/<slug>/. entrance_urls.py mounts them, so that both share a namespace."""

from django.urls import path

from ruche.kernel.organisations.views import creation, general, group_changes, groups, invitations, legal, members, modules

urlpatterns = [
    path("first-run/", creation.first_run, name="first_run"),
    path("departure/", general.departure, name="departure"),
    path("settings/", general.settings, name="settings"),
    path("settings/general/", general.general, name="general"),
    path("settings/general/logo/", legal.logo_change, name="logo_change"),
    path("settings/identity/", legal.legal, name="legal"),
    path("settings/identity/check/", legal.legal_check, name="legal_check"),
    path("settings/identity/vat/", legal.vat_mention, name="vat_mention"),
    path("settings/identity/accounts/", legal.bank_account_creation, name="bank_account_creation"),
    path("settings/identity/accounts/<uuid:account_id>/removal/", legal.bank_account_removal, name="bank_account_removal"),
    path("settings/identity/accounts/<uuid:account_id>/main/", legal.bank_account_main, name="bank_account_main"),
    path("about/", legal.about, name="about"),
    path("settings/members/", members.member_list, name="member_list"),
    path("settings/members/<uuid:membership_id>/", members.member_detail, name="member_detail"),
    path("settings/members/<uuid:membership_id>/groups/", groups.person_groups, name="person_groups"),
    path("settings/members/<uuid:membership_id>/role/", members.member_role, name="member_role"),
    path("settings/members/<uuid:membership_id>/suspension/", members.member_suspension, name="member_suspension"),
    path("settings/members/<uuid:membership_id>/reactivation/", members.member_reactivation, name="member_reactivation"),
    path("settings/members/<uuid:membership_id>/removal/", members.member_removal, name="member_removal"),
    path("settings/members/<uuid:membership_id>/ownership/", members.ownership, name="ownership"),
    path("settings/invitations/", invitations.invitation_list, name="invitation_list"),
    path("settings/invitations/<uuid:invitation_id>/sending/", invitations.invitation_sending, name="invitation_sending"),
    path("settings/invitations/<uuid:invitation_id>/revocation/", invitations.invitation_revocation, name="invitation_revocation"),
    path("settings/join-codes/", invitations.join_code_list, name="join_code_list"),
    path("settings/join-codes/<uuid:join_code_id>/revocation/", invitations.join_code_revocation, name="join_code_revocation"),
    path("settings/join-codes/<uuid:join_code_id>/sheet/", invitations.join_code_sheet, name="join_code_sheet"),
    path("settings/groups/", groups.group_list, name="group_list"),
    path("settings/groups/new/", groups.group_creation, name="group_creation"),
    path("settings/groups/<uuid:group_id>/", groups.group_detail, name="group_detail"),
    path("settings/groups/<uuid:group_id>/move/", group_changes.group_move, name="group_move"),
    path("settings/groups/<uuid:group_id>/history/", groups.group_history, name="group_history"),
    path("settings/groups/<uuid:group_id>/deletion/", group_changes.group_deletion, name="group_deletion"),
    path("settings/groups/<uuid:group_id>/restoration/", group_changes.group_restoration, name="group_restoration"),
    path("settings/groups/<uuid:group_id>/candidates/", groups.group_candidates, name="group_candidates"),
    path("settings/groups/<uuid:group_id>/members/", groups.group_entry, name="group_entry"),
    path("settings/groups/<uuid:group_id>/members/<uuid:membership_id>/departure/", groups.group_exit, name="group_exit"),
    path("settings/groups/<uuid:group_id>/members/<uuid:membership_id>/post/", groups.group_post, name="group_post"),
    path("settings/modules/", modules.module_list, name="module_list"),
    path("settings/modules/<str:module>/activation/", modules.module_activation, name="module_activation"),
    path("settings/modules/<str:module>/deactivation/", modules.module_deactivation, name="module_deactivation"),
]
