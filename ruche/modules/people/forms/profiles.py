# SPDX-License-Identifier: AGPL-3.0-or-later
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.dates import MONTHS, WEEKDAYS
from django.utils.translation import gettext_lazy as _

from ruche.kernel.errors import InvalidInput
from ruche.kernel.organisations.date_formats import chosen_week
from ruche.modules.people.models import PersonSkill, Profile
from ruche.modules.people.models.availability import DAYS, PART_LABELS, PARTS, week_of

_DAY = {"type": "date"}


def _box() -> forms.CheckboxInput:
    return forms.CheckboxInput(attrs={"class": "r-check"})


class WordsField(forms.CharField):
    """Several words or phrases, with commas between them; the value is a list."""

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        return [word for word in super().clean(value).replace(";", ",").replace("\n", ",").split(",") if word.strip()]


@dataclass(frozen=True)
class SkillLine:
    """A skill the person has, with the fields that say how well."""

    skill: PersonSkill
    level: BoundField
    wants: BoundField


class ProfileForm(forms.Form):
    """One's own profile. The service checks; its refusals come back to the fields."""

    name = forms.CharField(label=_("Name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    title = forms.CharField(
        label=_("What you do here"), required=False, help_text=_("A function or a line: “Treasurer”, “Repairs radios”.")
    )
    pronouns = forms.CharField(label=_("Pronouns"), required=False)
    phone = forms.CharField(label=_("Telephone"), required=False, widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}))
    email = forms.CharField(
        label=_("E-mail address to show"),
        required=False,
        widget=forms.TextInput(attrs={"type": "email", "autocomplete": "email"}),
        help_text=_("Members see it; guests do not. The address you sign in with stays hidden."),
    )
    skills = WordsField(label=_("Skills"), required=False, help_text=_("What others can ask you about, separated by commas."))
    languages = WordsField(label=_("Languages"), required=False, help_text=_("Separated by commas."))
    text = forms.CharField(label=_("About you"), required=False, widget=forms.Textarea(attrs={"rows": 5}))
    birth_day = forms.IntegerField(label=_("Day"), required=False, min_value=1, max_value=31)
    birth_month = forms.TypedChoiceField(
        label=_("Month"), required=False, coerce=int, empty_value=None, choices=[("", "—"), *MONTHS.items()]
    )
    shows_birthday = forms.BooleanField(label=_("Show the day and the month to members"), required=False)
    available_from = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs=_DAY))
    available_until = forms.DateField(label=_("Until"), required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs=_DAY))

    def __init__(self, profile: Profile, skills: Sequence[PersonSkill], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._held = list(skills)
        week = week_of(profile.availability)
        for row in self._held:
            self.fields[f"level-{row.skill_id}"] = forms.TypedChoiceField(
                label=row.skill.name,
                widget=forms.Select(attrs={"class": "r-input r-input-sm"}),
                choices=PersonSkill.Level.choices,
                coerce=int,
                initial=row.level,
                required=False,
                empty_value=None,
            )
            self.fields[f"wants-{row.skill_id}"] = forms.BooleanField(
                label=_("I would like to use it more"), widget=_box(), initial=row.wants, required=False
            )
        for day in DAYS:
            for part in PARTS:
                self.fields[f"free-{day}-{part}"] = forms.BooleanField(
                    label=PART_LABELS[part], widget=_box(), required=False, initial=part in week[day]
                )

    @classmethod
    def of(cls, profile: Profile, skills: Sequence[PersonSkill], data: Any = None) -> "ProfileForm":
        kept = {name: getattr(profile, name, None) for name in cls.base_fields}
        own = {"name": profile.membership.name, "skills": [row.skill.name for row in skills]}
        return cls(profile, skills, data, initial={**kept, **own})

    def changes(self) -> dict[str, Any]:
        """What the service takes. Where the form that was sent had no name, week or levels, they stay as they are."""
        asked = {name: self.cleaned_data[name] for name in self.base_fields}
        day, month = asked.pop("birth_day"), asked.pop("birth_month")
        claims = {row.skill.name: self._claim(row) for row in self._held}
        asked["skills"] = [claims.get(name.strip(), {"name": name}) for name in asked["skills"]]
        asked["birthday"] = (day or 0, month or 0) if day or month else None
        asked["availability"] = [[part for part in PARTS if self.cleaned_data.get(f"free-{one}-{part}")] for one in DAYS]
        return asked

    def skill_lines(self) -> list[SkillLine]:
        return [SkillLine(row, self[f"level-{row.skill_id}"], self[f"wants-{row.skill_id}"]) for row in self._held]

    def week(self) -> Iterator[tuple[Any, list[BoundField]]]:
        """Each day's name and its three boxes."""
        for day in chosen_week():
            yield WEEKDAYS[day], [self[f"free-{day}-{part}"] for part in PARTS]

    def parts(self) -> list[Any]:
        return [PART_LABELS[part] for part in PARTS]

    def refuse(self, error: InvalidInput) -> None:
        """Put a service's refusal beside the fields it names."""
        places = {"birthday": "birth_day", "availability": "available_from"}
        for field, sentences in error.fields.items():
            place = places.get(field, field)
            self.add_error(place if place in self.fields else None, [str(one) for one in sentences])

    def _claim(self, row: PersonSkill) -> dict[str, Any]:
        level = self.cleaned_data.get(f"level-{row.skill_id}")
        return {"name": row.skill.name, "level": level, "wants": self.cleaned_data.get(f"wants-{row.skill_id}")}
