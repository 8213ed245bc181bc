# SPDX-License-Identifier: AGPL-3.0-or-later
from datetime import timedelta

from ruche.config.environment import read_environment

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["ruche.kernel.api.authentication.RequestAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_THROTTLE_CLASSES": ["ruche.kernel.api.throttling.ApiLimit"],
    "DEFAULT_RENDERER_CLASSES": ["ruche.kernel.api.rendering.Renderer"],
    "DEFAULT_PARSER_CLASSES": ["ruche.kernel.api.parsing.Parser"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "ruche.kernel.api.rendering.AlwaysJson",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "ruche.kernel.api.errors.exception_handler",
    "DATETIME_FORMAT": None,  # the renderer writes instants
    "URL_FORMAT_OVERRIDE": None,
    "COERCE_DECIMAL_TO_STRING": True,
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
SIMPLE_JWT = {
    "ACCESS_TOKEN_LIFETIME": timedelta(minutes=10),
    "REFRESH_TOKEN_LIFETIME": timedelta(days=30),
    "USER_ID_FIELD": "id",
    "UPDATE_LAST_LOGIN": False,
    "ISSUER": read_environment().public_url,
    "AUDIENCE": "ruche-api",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Ruche",
    "DESCRIPTION": "The API of this instance. Ids are strings, instants are RFC 3339 in UTC, lists are pages.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SERVERS": [{"url": read_environment().public_url}],
    "POSTPROCESSING_HOOKS": ["drf_spectacular.hooks.postprocess_schema_enums", "ruche.kernel.api.schema.complete_operations"],
    # One name for each set of choices, however many fields have it; others would get a number that changes.
    "ENUM_NAME_OVERRIDES": {
        "RoleEnum": "ruche.kernel.access.roles.Role",
        "GroupKindEnum": "ruche.kernel.organisations.models.Group.Kind",
        "ChecklistKindEnum": "ruche.kernel.lifecycle.models.checklists.ChecklistKind",
    },
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SWAGGER_UI_SETTINGS": {"deepLinking": True, "validatorUrl": None},
    "REDOC_DIST": "SIDECAR",
}
