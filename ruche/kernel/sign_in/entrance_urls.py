# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pages of the account, and below them those of each organisation. What allauth leads to by name is in users/urls.py."""

from django.urls import URLPattern, URLResolver, include, path

from ruche.kernel.organisations.middleware import SLUG
from ruche.kernel.sign_in.views import account, arrivals, entering, security, sessions

app_name = "sign_in"
_ACCOUNT = [
    path("security/", security.security, name="security"),
    path("security/telephone/", security.telephone, name="telephone"),
    path("security/passkeys/", security.passkey_creation, name="passkey_creation"),
    path("security/passkeys/options/", security.passkey_options, name="passkey_creation_options"),
    path("security/passkeys/<int:passkey_id>/name/", security.passkey_name, name="passkey_name"),
    path("security/factors/<int:factor_id>/removal/", security.factor_removal, name="factor_removal"),
    path("security/recovery-codes/", security.recovery_codes, name="recovery_codes"),
    path("sessions/", sessions.session_list, name="session_list"),
    path("sessions/end/", sessions.sessions_end, name="sessions_end"),
    path("sessions/<uuid:fact_id>/end/", sessions.session_end, name="session_end"),
    path("sign-in/passkey/", entering.passkey_sign_in, name="passkey_sign_in"),
    path("sign-in/passkey/options/", entering.passkey_options, name="passkey_options"),
    path("address/change/", account.email_change, name="email_change"),
    path("address/change/confirmation/", account.email_change_confirmation, name="email_change_confirmation"),
    path("address/change/stop/<str:token>/", account.email_change_stop, name="email_change_stop"),
    path("deletion/", account.account_deletion, name="account_deletion"),
    path("deletion/waiting/", arrivals.deletion_waiting, name="deletion_waiting"),
    path("sign-in/second-factor-soon/", arrivals.factor_soon, name="factor_soon"),
    path("deletion/cancellation/", account.deletion_cancellation, name="deletion_cancellation"),
    path("password/strength/", account.password_strength, name="password_strength"),
]
urlpatterns: list[URLPattern | URLResolver] = [
    path("account/", include(_ACCOUNT)),
    path(f"o/<str:{SLUG}>/", include("ruche.kernel.sign_in.urls")),
]
