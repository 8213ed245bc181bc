# SPDX-License-Identifier: AGPL-3.0-or-later
"""Lists: ?cursor= and ?limit= in, {results, next} out. `next` is the cursor of the page after, or null."""

from collections.abc import Callable
from functools import cache
from typing import Any

from drf_spectacular.utils import OpenApiParameter, inline_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from ruche.kernel.organisations.selectors.paging import Page

CURSOR_PARAMETERS = [
    OpenApiParameter("cursor", str, description="`next` of the page before; nothing for the first page."),
    OpenApiParameter("limit", {"type": "integer", "minimum": 1, "maximum": 200, "default": 50}),
]


class _PageQuery(serializers.Serializer[Any]):
    cursor = serializers.CharField(required=False, default=None)
    limit = serializers.IntegerField(required=False, default=50, min_value=1, max_value=200)


def page_query(request: Request) -> dict[str, Any]:
    """`after` and `limit` for a selector. Raises ValidationError (422)."""
    query = _PageQuery(data={name: request.query_params[name] for name in ("cursor", "limit") if request.query_params.get(name)})
    query.is_valid(raise_exception=True)
    return {"after": query.validated_data["cursor"], "limit": query.validated_data["limit"]}


def page_response(page: Page[Any], serialise: Callable[..., Any]) -> Response:
    """`serialise`: a serializer class."""
    return Response({"results": serialise(page.results, many=True).data, "next": page.next})


@cache
def page_of_schema(item: type[serializers.BaseSerializer[Any]]) -> Any:
    """The shape of a page of such items, for the schema."""
    name = f"{item.__name__.removesuffix('Serializer')}Page"
    return inline_serializer(name, {"results": item(many=True), "next": serializers.CharField(allow_null=True)})
