# SPDX-License-Identifier: AGPL-3.0-or-later
"""The shapes of roles, of who holds them and of what was changed."""

from typing import Any
from uuid import UUID

from rest_framework import serializers

from ruche.kernel.access.models import AuditEntry, RoleAssignment
from ruche.kernel.access.permissions import Reach
from ruche.kernel.access.roles import Role
from ruche.kernel.access.selectors import Because


class PermissionSerializer(serializers.Serializer[Any]):
    name = serializers.CharField(source="permission.name")
    label = serializers.CharField(source="permission.label")  # type: ignore[assignment]
    help = serializers.CharField(source="permission.help")
    reach = serializers.ChoiceField([one.value for one in Reach], source="permission.reach", help_text="Where it may be held.")
    least_role = serializers.ChoiceField(Role.choices, source="permission.default", help_text="The least built-in role that has it.")
    is_dangerous = serializers.BooleanField(source="permission.is_dangerous", help_text="Asks for a recent sign-in.")
    is_held = serializers.BooleanField(help_text="Whether you have it everywhere, and so may put it into a role.")
    is_active = serializers.BooleanField(help_text="Whether its module is on.")


class PermissionGroupSerializer(serializers.Serializer[Any]):
    module = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    permissions = PermissionSerializer(many=True)


class RoleSerializer(serializers.Serializer[Any]):
    """`id` is what an assignment names: of a role made here its id, of a built-in one its name, empty for those never given so."""

    id = serializers.CharField()
    name = serializers.CharField()
    description = serializers.CharField()
    permissions = serializers.SerializerMethodField()
    people = serializers.IntegerField()
    is_builtin = serializers.BooleanField()
    version = serializers.IntegerField()

    def get_permissions(self, role: Any) -> list[str]:
        return sorted(role.permissions)


class RoleInputSerializer(serializers.Serializer[Any]):
    name = serializers.CharField(max_length=60)
    description = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")
    permissions = serializers.ListField(child=serializers.CharField(max_length=80), max_length=500, required=False, default=list)


class RoleChangeSerializer(RoleInputSerializer):
    version = serializers.IntegerField(min_value=0, max_value=2**31 - 1, help_text="The one you read; another one now is a 409 with both.")


class WallTimeSerializer(serializers.Serializer[Any]):
    """What a clock shows, and where it hangs."""

    text = serializers.RegexField(r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$", help_text="As in 2026-03-29T02:30.")
    zone = serializers.CharField(max_length=64, help_text="As in Europe/Paris.")


class AssignmentInputSerializer(serializers.Serializer[Any]):
    membership = serializers.UUIDField()
    role = serializers.CharField(max_length=36, help_text="`id` of a role.")
    scope = serializers.UUIDField(required=False, allow_null=True, default=None, help_text="A group, or null: everywhere.")
    starts = WallTimeSerializer(required=False, allow_null=True, default=None)
    ends = WallTimeSerializer(required=False, allow_null=True, default=None)
    reason = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")


class AssignmentChangeSerializer(serializers.Serializer[Any]):
    ends = WallTimeSerializer(allow_null=True)


class AssignmentSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    membership = serializers.UUIDField(source="membership_id")
    role = serializers.SerializerMethodField()
    scope = serializers.UUIDField(source="scope_id", allow_null=True)
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField(allow_null=True)
    reason = serializers.CharField()
    source = serializers.ChoiceField(RoleAssignment.Source.choices)  # type: ignore[assignment]
    given_by = serializers.UUIDField(source="given_by_id", allow_null=True)

    def get_role(self, row: RoleAssignment) -> str:
        return row.builtin or str(row.role_id)


class AssignmentQuerySerializer(serializers.Serializer[Any]):
    """One of them at least."""

    membership = serializers.UUIDField(required=False)
    scope = serializers.UUIDField(required=False)
    role = serializers.UUIDField(required=False)


class ReasonSerializer(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(["own_role", "role", "head", "deputy"])
    name = serializers.CharField()
    group = serializers.SerializerMethodField()
    given_by = serializers.SerializerMethodField()
    until = serializers.DateTimeField(allow_null=True)

    def get_group(self, why: Because) -> UUID | None:
        return why.group.pk if why.group is not None else None

    def get_given_by(self, why: Because) -> UUID | None:
        return why.given_by.pk if why.given_by is not None else None


class RightSerializer(serializers.Serializer[Any]):
    permission = serializers.CharField(source="permission.name")
    label = serializers.CharField(source="permission.label")  # type: ignore[assignment]
    is_everywhere = serializers.BooleanField()
    groups = serializers.SerializerMethodField(help_text="Where it is held, with all inside, unless it is held everywhere.")
    because = ReasonSerializer(many=True)

    def get_groups(self, why: Any) -> list[UUID]:
        return [group.pk for group in why.groups]


class AuditSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    at = serializers.DateTimeField()
    actor = serializers.SerializerMethodField()
    via = serializers.CharField()
    action = serializers.CharField()
    subject_kind = serializers.CharField()
    subject_id = serializers.UUIDField()
    before = serializers.DictField(allow_null=True)
    after = serializers.DictField(allow_null=True)

    def get_actor(self, entry: AuditEntry) -> dict[str, str] | None:
        return {"id": str(entry.actor_id), "name": entry.actor.name} if entry.actor is not None else None


class AuditQuerySerializer(serializers.Serializer[Any]):
    subject = serializers.UUIDField(required=False, default=None)
    action = serializers.CharField(max_length=60, required=False, default="")
