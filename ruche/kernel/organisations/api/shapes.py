# SPDX-License-Identifier: AGPL-3.0-or-later
from typing import Any

from rest_framework import serializers

from ruche.kernel.organisations.currencies import from_minor
from ruche.kernel.organisations.models import Group, LegalIdentity
from ruche.kernel.organisations.services.legal import FIELDS, longest_of


class GroupSerializer(serializers.Serializer[Any]):
    """People inside the organisation; `parent_id` is the group that this one is in. `version` goes up with each change."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    kind = serializers.ChoiceField(Group.Kind.choices)
    parent_id = serializers.UUIDField(allow_null=True)
    description = serializers.CharField()
    hue = serializers.IntegerField(allow_null=True)
    starts_on = serializers.DateField(allow_null=True)
    ends_on = serializers.DateField(allow_null=True)
    version = serializers.IntegerField()
    member_count = serializers.IntegerField(source="people")


class GroupInputSerializer(serializers.Serializer[Any]):
    name = serializers.CharField(max_length=80)
    kind = serializers.ChoiceField(Group.Kind.choices, default=Group.Kind.TEAM)
    parent_id = serializers.UUIDField(allow_null=True, default=None)
    description = serializers.CharField(max_length=500, allow_blank=True, required=False)
    hue = serializers.IntegerField(min_value=1, max_value=9, allow_null=True, required=False)
    starts_on = serializers.DateField(allow_null=True, required=False)
    ends_on = serializers.DateField(allow_null=True, required=False)


class GroupChangeSerializer(serializers.Serializer[Any]):
    """What is not named stays. `version`: of what was read; another one there now is a 409."""

    name = serializers.CharField(max_length=80, required=False)
    kind = serializers.ChoiceField(Group.Kind.choices, required=False)
    description = serializers.CharField(max_length=500, allow_blank=True, required=False)
    hue = serializers.IntegerField(min_value=1, max_value=9, allow_null=True, required=False)
    starts_on = serializers.DateField(allow_null=True, required=False)
    ends_on = serializers.DateField(allow_null=True, required=False)
    version = serializers.IntegerField()


class GroupMoveSerializer(serializers.Serializer[Any]):
    parent_id = serializers.UUIDField(allow_null=True)
    version = serializers.IntegerField()


class GroupPersonSerializer(serializers.Serializer[Any]):
    membership_id = serializers.UUIDField()
    post = serializers.ChoiceField(["head", "deputy", ""], default="", allow_blank=True)


class GroupPeopleSerializer(serializers.Serializer[Any]):
    """Everybody who shall be in the group, with their posts."""

    people = serializers.ListField(child=GroupPersonSerializer(), max_length=1000)


class HeirQuery(serializers.Serializer[Any]):
    heir = serializers.UUIDField(required=False, default=None)


class PlaceQuery(serializers.Serializer[Any]):
    """?parent=: the name belongs to the serialiser itself."""

    to = serializers.UUIDField(required=False, default=None)

    def to_internal_value(self, data: Any) -> Any:
        return super().to_internal_value({"to": data["parent"]} if data.get("parent") else {})


class _NamedSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField(source="pk")
    name = serializers.CharField()


class RightsLineSerializer(serializers.Serializer[Any]):
    """Somebody, and why: head or deputy of `group`, or `role` over it."""

    membership = _NamedSerializer()
    group = _NamedSerializer()
    post = serializers.CharField()
    role = serializers.CharField()


class MovePreviewSerializer(serializers.Serializer[Any]):
    people = serializers.IntegerField()
    groups = serializers.IntegerField()
    gain = RightsLineSerializer(many=True)
    lose = RightsLineSerializer(many=True)
    opens = _NamedSerializer(many=True)
    closes = _NamedSerializer(many=True)
    warnings = serializers.ListField(child=serializers.CharField())


class LegalIdentitySerializer(serializers.Serializer[Any]):
    """Numbers are compact, without spaces; `capital` is a decimal in the organisation's currency."""

    def get_fields(self) -> dict[str, Any]:
        fields: dict[str, Any] = {name: _text(name) for name in FIELDS if name != "capital_minor"}
        fields["vat_status"] = serializers.ChoiceField(["", *LegalIdentity.VatStatus.values], required=False, allow_blank=True)
        fields["capital"] = serializers.CharField(max_length=20, required=False, allow_blank=True, allow_null=True)
        fields["version"] = serializers.IntegerField(required=False)
        return fields

    def to_representation(self, instance: Any) -> dict[str, Any]:
        organisation = self.context["organisation"]
        values = {name: getattr(instance, name) for name in FIELDS if name != "capital_minor"}
        minor = instance.capital_minor
        capital = None if minor is None else str(from_minor(minor, organisation.currency))
        return {**values, "capital": capital, "version": instance.version}


class AboutSerializer(serializers.Serializer[Any]):
    name = serializers.CharField()
    kind = serializers.CharField()
    time_zone = serializers.CharField()
    currency = serializers.CharField()
    languages = serializers.ListField(child=serializers.CharField())
    date_format = serializers.CharField()
    week_start = serializers.IntegerField(help_text="ISO weekday: 1 is Monday.")
    legal = serializers.ListField(child=serializers.CharField(), help_text="What letters and documents say of their sender, line by line.")
    logo = serializers.CharField(allow_null=True, help_text="Its address.")


def _text(name: str) -> serializers.CharField:
    # A little longer than what is kept: people write numbers with spaces.
    return serializers.CharField(required=False, allow_blank=True, max_length=longest_of(name) + 20)
