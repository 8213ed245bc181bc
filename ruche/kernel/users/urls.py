# SPDX-License-Identifier: AGPL-3.0-or-later
"""Addresses of the account. allauth leads to those of the first list by their names."""

from django.urls import include, path, re_path
from django.views.generic import RedirectView

from ruche.kernel.sign_in.views import codes, entering, first_password, sessions
from ruche.kernel.users.views import account, people, recovery, setup, sign_in

_ENTRANCE = [
    path("sign-in/", sign_in.SignInView.as_view(), name="account_login"),
    path("sign-in/second-factor/", entering.second_factor, name="mfa_authenticate"),
    path("sign-in/code/", codes.CodeRequestView.as_view(), name="account_request_login_code"),
    path("sign-in/code/confirmation/", codes.CodeView.as_view(), name="account_confirm_login_code"),
    path("reauthentication/", sessions.reauthentication, name="account_reauthenticate"),
    path("sign-up/", sign_in.SignUpView.as_view(), name="account_signup"),
    path("sign-out/", sign_in.SignOutView.as_view(), name="account_logout"),
    path("verification/", sign_in.VerificationView.as_view(), name="account_email_verification_sent"),
    path("address/", sign_in.account_email, name="account_email"),
    path("recovery/", recovery.RecoveryView.as_view(), name="account_reset_password"),
    path("recovery/sent/", recovery.RecoverySentView.as_view(), name="account_reset_password_done"),
    re_path(
        r"^recovery/(?P<uidb36>[0-9a-f]{32})-(?P<key>[^/]{1,200})/$",
        recovery.NewPasswordView.as_view(),
        name="account_reset_password_from_key",
    ),
    path("password/", account.PasswordView.as_view(), name="account_change_password"),
    path("password/first/", first_password.FirstPasswordView.as_view(), name="account_set_password"),
]
_OWN = [
    path("account/", RedirectView.as_view(pattern_name="users:preferences"), name="settings"),
    path("account/preferences/", account.preferences, name="preferences"),
    path("setup/<str:token>/", setup.setup, name="setup"),
    path("instance/people/", people.person_list, name="person_list"),
    path("instance/people/<uuid:person_id>/recovery-link/", people.recovery_link, name="recovery_link"),
]

urlpatterns = [path("account/", include(_ENTRANCE)), path("", include((_OWN, "users")))]
