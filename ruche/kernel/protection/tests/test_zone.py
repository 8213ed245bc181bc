# SPDX-License-Identifier: AGPL-3.0-or-later
from datetime import UTC, datetime

from django.utils import timezone, translation

from ruche.kernel.organisations.models import Organisation
from ruche.kernel.protection.forms import SuspensionForm


def test_the_end_of_a_suspension_is_typed_and_shown_in_the_administrators_zone(atelier_a: Organisation) -> None:
    moment = datetime(2030, 7, 1, 10, 0, tzinfo=UTC)
    with timezone.override("Europe/Paris"), translation.override("en"):
        form = SuspensionForm.of(atelier_a, {"reason": "Unpaid", "until": "2030-07-01T12:00"})
        assert form.is_valid()
        assert form.cleaned_data["until"] == moment
        atelier_a.suspended_until = moment
        shown = SuspensionForm.of(atelier_a)
        assert 'value="2030-07-01T12:00"' in str(shown["until"])
        assert "Europe/Paris" in shown["until"].help_text
