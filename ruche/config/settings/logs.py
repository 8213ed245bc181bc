# SPDX-License-Identifier: AGPL-3.0-or-later
"""Structured logs on standard error: text for people, JSON for machines. Configured by kernel/security/apps.py."""

from typing import Any

from ruche.config.environment import Environment


def logging_configuration(environment: Environment) -> dict[str, Any]:
    """A dictConfig; every record carries the request's id and the organisation's, no name, address or body."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"ruche": {"()": "ruche.kernel.security.logs.formatter", "as_json": environment.log_format == "json"}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "ruche"}},
        "root": {"handlers": ["stderr"], "level": "INFO"},
        "loggers": {
            "django.server": {"level": "WARNING"},
            "django.db.backends": {"level": "WARNING"},
            # Refused requests have their line already; only failures bring a traceback.
            "django.request": {"level": "ERROR"},
            "procrastinate": {"level": "WARNING"},
            "uvicorn.access": {"level": "WARNING"},
        },
    }
