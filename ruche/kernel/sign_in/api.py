# SPDX-License-Identifier: AGPL-3.0-or-later
from dataclasses import asdict
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from ruche.kernel.security.addresses import client_address
from ruche.kernel.security.limits import check_limit
from ruche.kernel.users.models import User
from ruche.kernel.users.strength import judge


class NewPasswordSerializer(serializers.Serializer[Any]):
    password = serializers.CharField(max_length=500, trim_whitespace=False, style={"input_type": "password"})
    email = serializers.CharField(max_length=254, required=False, allow_blank=True, help_text="Of the account to be.")
    name = serializers.CharField(max_length=120, required=False, allow_blank=True)


class JudgementSerializer(serializers.Serializer[Any]):
    score = serializers.IntegerField(min_value=0, max_value=4, help_text="From 0, guessed at once, to 4.")
    verdict = serializers.CharField(help_text="The same in words.")
    advice = serializers.CharField(help_text="What would make it better; empty when it is accepted.")
    is_accepted = serializers.BooleanField(help_text="Whether an account could have it.")


class PasswordCheckView(APIView):
    authentication_classes = ()
    permission_classes = ()

    @extend_schema(operation_id="password_check", request=NewPasswordSerializer, responses=JudgementSerializer, auth=[])
    def post(self, request: Request) -> Response:
        """Judge a new password by the rules of this instance. It is not kept."""
        check_limit("password_check", client_address(request))
        asked = NewPasswordSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        given = asked.validated_data
        found = judge(given["password"], User(email=given.get("email", ""), name=given.get("name", "")))
        return Response(JudgementSerializer(asdict(found)).data)
