# SPDX-License-Identifier: AGPL-3.0-or-later
"""What both profiles share. Each value comes from the validated environment or is a decision of the product."""

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

from ruche.config.environment import read_environment
from ruche.config.settings.database import django_database
from ruche.config.settings.logs import logging_configuration
from ruche.kernel.modules.discovery import discover
from ruche.kernel.security.cache import cache_settings

ENVIRONMENT = read_environment()
PACKAGE = Path(__file__).resolve().parents[2]
MODULES = discover()

SECRET_KEY = ENVIRONMENT.secret_key
PUBLIC_URL = ENVIRONMENT.public_url
IS_SECURE = ENVIRONMENT.public_address.is_secure
# The front refuses foreign hosts before Django sees them; this is the second look.
ALLOWED_HOSTS = sorted({ENVIRONMENT.public_address.host, "localhost", "127.0.0.1", "[::1]"})
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",  # its widgets are found by FORM_RENDERER
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.idp.oidc",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "procrastinate.contrib.django",
    "ruche.kernel.db",
    "ruche.kernel.users",
    "ruche.kernel.organisations",
    "ruche.kernel.access",
    "ruche.kernel.protection",
    "ruche.kernel.sign_in",
    "ruche.kernel.identity",
    "ruche.kernel.directories",
    "ruche.kernel.lifecycle",
    "ruche.kernel.modules",
    "ruche.kernel.outbox",
    "ruche.kernel.mail",
    "ruche.kernel.jobs",
    "ruche.kernel.security",
    "ruche.kernel.notifications",
    "ruche.kernel.search",
    "ruche.kernel.api",
    "ruche.kernel.realtime",
    "ruche.kernel.ui",
    *MODULES.packages,
]

MIDDLEWARE = [
    "ruche.kernel.security.request_log.RequestLogMiddleware",
    "ruche.kernel.security.middleware.SecurityHeadersMiddleware",
    "ruche.kernel.identity.cors.CorsMiddleware",
    "ruche.kernel.api.middleware.ApiRefusalMiddleware",
    "ruche.kernel.security.bad_input.BadInputMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "ruche.kernel.users.middleware.SessionLostMiddleware",
    "ruche.kernel.organisations.middleware.OrganisationMiddleware",
    "ruche.kernel.security.request_log.RequestFactsMiddleware",
    "ruche.kernel.users.middleware.LanguageMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "ruche.kernel.ui.refusals.RefusalMiddleware",
    "ruche.kernel.security.database_errors.DatabaseErrorMiddleware",
]

ROOT_URLCONF = "ruche.config.urls"
WSGI_APPLICATION = "ruche.config.wsgi.application"
APPEND_SLASH = True

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "ruche.kernel.ui.context.shell",
            ],
            "builtins": ["django.templatetags.i18n", "ruche.kernel.ui.templatetags.ui"],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# As the owner for migrations only: `ruche migrate` sets this for its own process.
DATABASES = {"default": django_database(ENVIRONMENT, as_owner=os.environ.get("RUCHE_DATABASE_ROLE") == "owner")}
DATABASE_APP_ROLE = ENVIRONMENT.database.user
# User.email is unique by its folded key, so that two spellings of one address are one account.
SILENCED_SYSTEM_CHECKS = ["auth.W004"]
CACHES = cache_settings(ENVIRONMENT.redis_url)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "users.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator", "OPTIONS": {"user_attributes": ("email", "name")}},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "ruche.kernel.users.strength.StrengthValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = int(timedelta(days=30).total_seconds())
SESSION_COOKIE_NAME = "ruche_session"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = IS_SECURE
CSRF_COOKIE_NAME = "ruche_csrf"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = IS_SECURE
CSRF_FAILURE_VIEW = "ruche.kernel.security.views.csrf_failure"

LANGUAGE_CODE = ENVIRONMENT.language
LANGUAGES = [("fr", "Français"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
TIME_ZONE = ENVIRONMENT.time_zone
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = ENVIRONMENT.data_dir / "static"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_TEMP_DIR = None

EMAIL_BACKEND = "ruche.kernel.mail.backend.LetterBackend"
DEFAULT_FROM_EMAIL = ENVIRONMENT.mail_from

LOGGING_CONFIG = None
LOGGING = logging_configuration(ENVIRONMENT)

from ruche.config.settings.accounts import *  # noqa: E402, F403
from ruche.config.settings.api import *  # noqa: E402, F403
from ruche.config.settings.identity import *  # noqa: E402, F403
