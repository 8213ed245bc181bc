# SPDX-License-Identifier: AGPL-3.0-or-later
from datetime import UTC, datetime
from typing import Any

from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.utils.encoders import JSONEncoder


class _Encoder(JSONEncoder):
    def default(self, obj: Any) -> Any:
        if isinstance(obj, datetime):
            return obj.astimezone(UTC).isoformat().replace("+00:00", "Z")
        return super().default(obj)


class Renderer(JSONRenderer):
    """JSON in which every instant is UTC, whatever zone its reader prefers (RFC 3339, with Z)."""

    encoder_class = _Encoder


class AlwaysJson(BaseContentNegotiation):
    """The API has one form: whoever asks for another one gets JSON all the same."""

    def select_parser(self, request: Request, parsers: Any) -> Any:
        kind = (request.content_type or "").partition(";")[0].strip().lower()
        return next((parser for parser in parsers if parser.media_type == kind), None)

    def select_renderer(self, request: Request, renderers: Any, format_suffix: str | None = None) -> tuple[BaseRenderer, str]:
        renderer: BaseRenderer = renderers[0]
        return renderer, str(renderer.media_type)
