# SPDX-License-Identifier: AGPL-3.0-or-later
from datetime import datetime, timedelta, timezone
from types import SimpleNamespace
from uuid import UUID

import pytest
from django import forms
from django.template import Context, Template
from django.utils import translation

from ruche.kernel.ui.hues import hue_near, hue_of
from ruche.kernel.ui.templatetags import ui

NORA = SimpleNamespace(pk=UUID("01930000-0000-7000-8000-000000000003"), name='Nora "<b>', initials="NB")


@pytest.mark.parametrize(
    ("colour", "hue"),
    [("#1d7a68", "mint"), ("#2d52a8", "sky"), ("#f0ae1e", "honey"), ("#c0392b", "coral"), ("#777777", "stone"), ("#000000", "stone")],
)
def test_organisation_takes_the_hue_nearest_its_colour(colour, hue):
    assert hue_near(colour) == hue


def test_people_made_in_the_same_instant_get_different_hues():
    assert len({hue_of(UUID(int=NORA.pk.int + step)) for step in range(9)}) == 9


def test_avatar_says_nothing_beside_a_name_and_the_name_alone():
    assert 'aria-hidden="true"' in ui.avatar(NORA, 36)
    assert 'aria-label="Nora &quot;&lt;b&gt;"' in ui.avatar(NORA, named=True)
    assert 'data-p="away"' in ui.avatar(NORA, presence="away")


def test_hexagon_wears_the_page_s_colour_only_for_its_own_organisation():
    organisation = SimpleNamespace(colour="#1d7a68", initials="AS")
    assert "r-hue-mint" in ui.hexagon(organisation, 20)
    assert "r-hue" not in ui.hexagon(organisation, own=True)


def test_icon_has_the_stroke_of_its_size():
    assert 'class="r-i r-i-20"' in ui.icon("hash", 20)
    assert 'class="r-i"' in ui.icon("hash")


def test_instant_is_written_in_utc_for_every_reader():
    written = ui.instant(datetime(2026, 3, 12, 9, 14, tzinfo=timezone(timedelta(hours=1))))
    assert 'datetime="2026-03-12T08:14:00.000000Z"' in written
    assert ">2026-03-12 08:14 UTC<" in written
    assert ui.instant(None) == ""


class Form(forms.Form):
    name = forms.CharField(help_text="As people say it")
    note = forms.CharField(required=False, widget=forms.Textarea)
    agree = forms.BooleanField(required=False)
    kind = forms.ChoiceField(choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)


def rendered(name, data=None):
    with translation.override("en"):
        return Template(f"{{% load ui %}}{{% field form.{name} %}}").render(Context({"form": Form(data)}))


def test_field_ties_its_help_and_its_error_to_the_control():
    assert 'aria-describedby="id_name_help"' in rendered("name")
    refused = rendered("name", {})
    assert 'aria-describedby="id_name_error id_name_help"' in refused
    assert 'aria-invalid="true"' in refused
    assert 'id="id_name_error"' in refused


def test_only_what_is_optional_is_marked():
    assert "optional" in rendered("note")
    assert "optional" not in rendered("name")
    assert "optional" not in rendered("agree")


def test_choices_are_a_group_with_a_legend():
    group = rendered("kind")
    assert "<legend" in group
    assert group.count('class="r-check"') == 2
