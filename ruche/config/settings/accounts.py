# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sign-in by e-mail and password (django-allauth). Limits: docs/admin/limits.md."""

from datetime import timedelta

from ruche.config.environment import read_environment

_HAS_MAIL = read_environment().mail_server is not None

AUTHENTICATION_BACKENDS = ["ruche.kernel.users.authentication.EmailBackend"]
PASSWORD_HASHERS = ["ruche.kernel.users.hashers.FrugalArgon2Hasher"]
PASSWORD_RESET_TIMEOUT = int(timedelta(days=1).total_seconds())
LANGUAGE_COOKIE_NAME = "ruche_language"
LANGUAGE_COOKIE_AGE = int(timedelta(days=365).total_seconds())
THEME_COOKIE_NAME = "ruche_theme"

ACCOUNT_ADAPTER = "ruche.kernel.sign_in.adapter.SignInAdapter"
# Who else may know a password: functions (user, password, address), asked after the account itself.
PASSWORD_CHECKERS = ["ruche.kernel.directories.sign_in.check_directory_password"]
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_PREVENT_ENUMERATION = True
# Without a mail server nobody could prove an address, so nobody is asked to.
ACCOUNT_EMAIL_VERIFICATION = "mandatory" if _HAS_MAIL else "none"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = _HAS_MAIL
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = int(timedelta(minutes=30).total_seconds())
ACCOUNT_LOGIN_TIMEOUT = ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "length": 8, "dashed": True}
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105  a class
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_RATE_LIMITS = False  # ours count, in one place: kernel/security/limits.py
ACCOUNT_LOGIN_BY_CODE_ENABLED = _HAS_MAIL
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = int(timedelta(minutes=15).total_seconds())
ACCOUNT_REAUTHENTICATION_TIMEOUT = int(timedelta(minutes=10).total_seconds())

MFA_ADAPTER = "ruche.kernel.sign_in.adapter.MfaAdapter"
MFA_SUPPORTED_TYPES = ["recovery_codes", "totp", "webauthn"]
MFA_TOTP_TOLERANCE = 1
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True

ACCOUNT_FORMS = {
    "login": "ruche.kernel.users.forms.SignInForm",
    "signup": "ruche.kernel.users.forms.SignUpForm",
    "reset_password": "ruche.kernel.users.forms.RecoveryForm",
    "reset_password_from_key": "ruche.kernel.users.forms.NewPasswordForm",
    "change_password": "ruche.kernel.users.forms.ChangePasswordForm",
    "set_password": "ruche.kernel.users.forms.FirstPasswordForm",
    "confirm_email_verification_code": "ruche.kernel.users.forms.VerificationForm",
}
