# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the API of checklists and departures takes and gives."""

from typing import Any

from rest_framework import serializers

from ruche.kernel.lifecycle.models import ChecklistKind, Departure, Who
from ruche.kernel.lifecycle.services.checklists import MOST_DAYS, MOST_STEPS, Step


class StepSerializer(serializers.Serializer[Any]):
    """`days` from the first or the last day, before it when negative; `who` ticks it."""

    text = serializers.CharField(max_length=300)
    days = serializers.IntegerField(min_value=-MOST_DAYS, max_value=MOST_DAYS, required=False, default=0)
    who = serializers.ChoiceField(choices=Who.choices, required=False, default=Who.MANAGER)


class ChecklistSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=ChecklistKind.choices)
    name = serializers.CharField()
    group = serializers.UUIDField(source="audience_group_id", allow_null=True)
    owner = serializers.UUIDField(source="owner_id", allow_null=True)
    is_default = serializers.BooleanField()
    version = serializers.IntegerField()


class WholeChecklistSerializer(ChecklistSerializer):
    steps = StepSerializer(many=True, source="ordered_steps")


class ChecklistChangeSerializer(serializers.Serializer[Any]):
    """`version`: of the checklist as it was read. All of it is said anew."""

    version = serializers.IntegerField()
    name = serializers.CharField(max_length=80)
    steps = StepSerializer(many=True, min_length=1, max_length=MOST_STEPS)  # type: ignore[call-arg]  # of the list
    is_default = serializers.BooleanField(required=False, default=False)

    def validate_steps(self, steps: list[dict[str, Any]]) -> list[Step]:
        return [Step(**one) for one in steps]


class NewChecklistSerializer(serializers.Serializer[Any]):
    """Without `group` it is for everybody."""

    kind = serializers.ChoiceField(choices=ChecklistKind.choices)
    name = serializers.CharField(max_length=80)
    steps = StepSerializer(many=True, min_length=1, max_length=MOST_STEPS)  # type: ignore[call-arg]  # of the list
    group = serializers.UUIDField(source="group_id", required=False, allow_null=True, default=None)
    is_default = serializers.BooleanField(required=False, default=False)

    def validate_steps(self, steps: list[dict[str, Any]]) -> list[Step]:
        return [Step(**one) for one in steps]


class TickSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    text = serializers.CharField()
    due_on = serializers.DateField()
    who = serializers.ChoiceField(choices=Who.choices)
    done_at = serializers.DateTimeField(allow_null=True)
    by = serializers.UUIDField(source="by_id", allow_null=True)


class RunSerializer(serializers.Serializer[Any]):
    """A checklist for one person. `day`: from which its steps count their days."""

    id = serializers.UUIDField()
    membership = serializers.UUIDField(source="membership_id")
    checklist = serializers.UUIDField(source="checklist_id", allow_null=True)
    kind = serializers.ChoiceField(choices=ChecklistKind.choices)
    name = serializers.CharField()
    day = serializers.DateField()
    started_by = serializers.UUIDField(source="started_by_id", allow_null=True)
    finished_at = serializers.DateTimeField(allow_null=True)


class WholeRunSerializer(RunSerializer):
    steps = TickSerializer(many=True, source="ordered_ticks")


class NewRunSerializer(serializers.Serializer[Any]):
    """`day`: null for the day they came or go."""

    checklist = serializers.UUIDField(source="checklist_id")
    day = serializers.DateField(required=False, allow_null=True, default=None)


class HeirSerializer(serializers.Serializer[Any]):
    kind = serializers.CharField(max_length=60)
    membership = serializers.UUIDField(source="heir_id")


class OwnedSerializer(serializers.Serializer[Any]):
    """So many things of one kind. `is_vacated`: without an heir they become vacant, and that is in order."""

    kind = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    count = serializers.IntegerField()
    is_vacated = serializers.BooleanField()


class DepartureSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    membership = serializers.UUIDField(source="membership_id")
    last_day = serializers.DateField()
    state = serializers.ChoiceField(choices=Departure.State.choices)
    started_by = serializers.UUIDField(source="started_by_id", allow_null=True)
    run = serializers.UUIDField(source="run_id", allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True)
    fault = serializers.CharField()
    heirs = HeirSerializer(many=True, source="chosen_heirs")


class LeavingSerializer(serializers.Serializer[Any]):
    """What somebody owns, and their departure if one is planned or was carried out."""

    departure = DepartureSerializer(allow_null=True)
    owned = OwnedSerializer(many=True)


class DepartureInputSerializer(serializers.Serializer[Any]):
    """`heirs`: who receives what, by kind; left out, they stay as they are."""

    last_day = serializers.DateField()
    heirs = HeirSerializer(many=True, required=False, max_length=100)  # type: ignore[call-arg]  # of the list

    def values(self) -> dict[str, Any]:
        """For the services."""
        sent = self.validated_data
        heirs = {one["kind"]: one["heir_id"] for one in sent["heirs"]} if "heirs" in sent else None
        return {"last_day": sent["last_day"], "heirs": heirs}


class LeaverSerializer(serializers.Serializer[Any]):
    membership = serializers.UUIDField(source="membership.pk")
    name = serializers.CharField(source="membership.name")
    owned = OwnedSerializer(many=True)


class ReassignmentSerializer(serializers.Serializer[Any]):
    """`kinds`: null for everything but posts that are held, which only change hands when they are named."""

    giver = serializers.UUIDField(source="from_id")
    heir = serializers.UUIDField(source="to_id")
    kinds = serializers.ListField(child=serializers.CharField(max_length=60), required=False, allow_null=True, default=None, max_length=100)


class ReassignedSerializer(serializers.Serializer[Any]):
    count = serializers.IntegerField()
