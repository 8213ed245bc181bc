# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the OpenAPI schema says beyond the views: how to sign in, and how every error looks."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension

from ruche.kernel.modules.registry import manifests

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


def complete_operations(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    """Give every operation its group, its one-line summary, and the answer "default": an error."""
    result.setdefault("components", {}).setdefault("schemas", {})["Refusal"] = REFUSAL
    answer = {"description": "Refused", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Refusal"}}}}
    for address, path in result["paths"].items():
        for operation in path.values():
            if isinstance(operation, dict) and "responses" in operation:
                operation["responses"]["default"] = answer
                operation["summary"] = operation.get("description", "").partition("\n")[0]
                operation["tags"] = [_group(address)]
    return result


def _group(address: str) -> str:
    """The module that answers an address, or what the kernel part is called."""
    inside = address.removeprefix("/api/v1/o/{organisation_slug}/")
    module = inside.partition("/")[0]
    if inside == address:
        return "instance"
    return module if module in manifests() else "organisation"
