# SPDX-License-Identifier: AGPL-3.0-or-later
"""Routes for the tests, under the addresses of the real ones: views that raise and return what they are told."""

from datetime import UTC, datetime
from importlib import import_module
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import include, path
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from ruche.kernel.errors import Conflict, DomainError, InvalidInput, NotFound, PermissionRefused, TooManyAttempts

urls: Any = import_module("ruche.config.urls")

ERRORS: dict[str, Exception] = {
    "domain": DomainError(),
    "invalid": InvalidInput.on("name", "Too short."),
    "not-found": NotFound(),
    "http404": Http404(),
    "forbidden": PermissionRefused(),
    "denied": PermissionDenied(),
    "conflict": Conflict(),
    "limited": TooManyAttempts(retry_after=7),
    "mistake": ZeroDivisionError(),
}


class Person(serializers.Serializer[Any]):
    name = serializers.CharField()
    born_at = serializers.DateTimeField()


class Party(serializers.Serializer[Any]):
    title = serializers.CharField(max_length=5)
    people = Person(many=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        raise serializers.ValidationError("Nobody may party.")


class RaisingView(APIView):
    def get(self, request: Request, name: str) -> Response:
        raise ERRORS[name]


class EchoView(APIView):
    def get(self, request: Request) -> Response:
        instant = datetime(2026, 3, 12, 9, 14, 5, 678, UTC)
        identifier = UUID("01999999-0000-7000-8000-000000000000")
        return Response({"id": identifier, "born": Person({"name": "Zoë", "born_at": instant}).data, "at": instant})

    def post(self, request: Request) -> Response:
        party = Party(data=request.data)
        party.is_valid(raise_exception=True)
        return Response(party.data)


urlpatterns = [
    path("api/v1/tests/", include([path("raise/<str:name>/", RaisingView.as_view()), path("echo/", EchoView.as_view())])),
    *urls.urlpatterns,
]
handler404, handler403, handler400, handler500 = urls.handler404, urls.handler403, urls.handler400, urls.handler500
