# SPDX-License-Identifier: AGPL-3.0-or-later
from typing import Any

from rest_framework import serializers

from ruche.kernel.identity.services.service_accounts import ROLES
from ruche.kernel.identity.services.tokens import MOST_DAYS


class TokenSerializer(serializers.Serializer[Any]):
    """A token that opens the API for one organisation. Its text is told once, when it is made."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    prefix = serializers.CharField(help_text="How its text begins.")
    organisation = serializers.CharField(source="organisation.slug")
    scopes = serializers.ListField(child=serializers.CharField(), help_text="Names of permissions.")
    networks = serializers.ListField(child=serializers.CharField(), help_text="None: from everywhere.")
    expires_at = serializers.DateTimeField(allow_null=True)
    last_used_at = serializers.DateTimeField(allow_null=True)
    created_at = serializers.DateTimeField()


class NewTokenSerializer(serializers.Serializer[Any]):
    token = serializers.CharField(source="text", help_text="Shown once. Send it as `Authorization: Bearer …`.")
    details = TokenSerializer(source="token")


class _TokenInput(serializers.Serializer[Any]):
    name = serializers.CharField(max_length=60)
    scopes = serializers.ListField(child=serializers.CharField(max_length=80), max_length=500)
    days = serializers.IntegerField(min_value=1, max_value=MOST_DAYS)
    networks = serializers.ListField(child=serializers.CharField(max_length=60), max_length=20, required=False, default=list)


class TokenInputSerializer(_TokenInput):
    organisation = serializers.CharField(max_length=60, help_text="Its slug.")


class ServiceTokenInputSerializer(_TokenInput):
    pass


class ServiceAccountInputSerializer(serializers.Serializer[Any]):
    name = serializers.CharField(max_length=60)
    role = serializers.ChoiceField(choices=[(role.value, role.label) for role in ROLES], default="member")


class ServiceAccountSerializer(serializers.Serializer[Any]):
    """A program that belongs to the organisation."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    role = serializers.CharField()
    created_at = serializers.DateTimeField()


class ApplicationInputSerializer(serializers.Serializer[Any]):
    name = serializers.CharField(max_length=60)
    description = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")
    homepage = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")
    redirect_uris = serializers.ListField(child=serializers.CharField(max_length=300), max_length=20)
    origins = serializers.ListField(child=serializers.CharField(max_length=200), max_length=20, required=False, default=list)
    permissions = serializers.ListField(child=serializers.CharField(max_length=80), max_length=500, required=False, default=list)
    is_public = serializers.BooleanField(required=False, default=False, help_text="It cannot keep a secret: a page or a phone.")


class ApplicationSerializer(serializers.Serializer[Any]):
    """Another program that people sign in to with their account here."""

    id = serializers.UUIDField()
    name = serializers.CharField(source="client.name")
    client_id = serializers.CharField()
    description = serializers.CharField()
    homepage = serializers.CharField()
    redirect_uris = serializers.ListField(child=serializers.CharField(), source="client.get_redirect_uris")
    origins = serializers.ListField(child=serializers.CharField(), source="client.get_cors_origins")
    permissions = serializers.ListField(child=serializers.CharField())
    is_public = serializers.SerializerMethodField()
    is_active = serializers.BooleanField()
    created_at = serializers.DateTimeField()

    def get_is_public(self, application: Any) -> bool:
        return bool(application.client.type == "public")


class NewApplicationSerializer(serializers.Serializer[Any]):
    secret = serializers.CharField(allow_null=True, help_text="Shown once. None for a public application.")
    application = ApplicationSerializer()
