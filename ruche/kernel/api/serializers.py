# SPDX-License-Identifier: AGPL-3.0-or-later
"""The shapes of the kernel's own routes."""

from typing import Any

from rest_framework import serializers


class SignInSerializer(serializers.Serializer[Any]):
    email = serializers.CharField(max_length=254)
    password = serializers.CharField(max_length=1000, trim_whitespace=False, style={"input_type": "password"})
    code = serializers.CharField(
        max_length=40, required=False, allow_blank=True, help_text="Of the second factor, or a recovery code; when the answer asks for it."
    )


class TokenPairSerializer(serializers.Serializer[Any]):
    access = serializers.CharField(help_text="For 10 minutes, as `Authorization: Bearer …`.")
    refresh = serializers.CharField(help_text="For 30 days, to get the next pair. Each works once.")


class RefreshSerializer(serializers.Serializer[Any]):
    refresh = serializers.CharField(max_length=4000)


class OwnOrganisationSerializer(serializers.Serializer[Any]):
    """An organisation that the person belongs to, and what they are in it."""

    id = serializers.UUIDField(source="organisation.id")
    slug = serializers.CharField(source="organisation.slug", help_text="Its part of every address: `/api/v1/o/<slug>/`.")
    name = serializers.CharField(source="organisation.name")
    kind = serializers.CharField(source="organisation.kind")
    colour = serializers.CharField(source="organisation.colour")
    role = serializers.CharField()
    membership_id = serializers.UUIDField(source="id")
    joined_at = serializers.DateTimeField()
