# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the OpenAPI schema says beyond the views: how to sign in, and how every error looks."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension

REFUSAL = {
    "type": "object",
    "description": "Every error. `code` is for programs and stays, `message` for people, `fields` says what is wrong where.",
    "required": ["code", "message", "fields"],
    "properties": {
        "code": {"type": "string"},
        "message": {"type": "string"},
        "fields": {"type": "object", "additionalProperties": {"type": "array", "items": {"type": "string"}}},
    },
}


class RequestAuthenticationScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = "ruche.kernel.api.authentication.RequestAuthentication"
    name = ["bearer", "session"]

    def get_security_definition(self, auto_schema: Any) -> list[dict[str, Any]]:
        return [
            {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"},
            {"type": "apiKey", "in": "cookie", "name": "ruche_session"},
        ]


def add_refusals(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    """Give every operation the answer "default": an error."""
    result.setdefault("components", {}).setdefault("schemas", {})["Refusal"] = REFUSAL
    answer = {"description": "Refused", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Refusal"}}}}
    for path in result["paths"].values():
        for operation in path.values():
            if isinstance(operation, dict) and "responses" in operation:
                operation["responses"]["default"] = answer
    return result
