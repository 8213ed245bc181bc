# SPDX-License-Identifier: AGPL-3.0-or-later
"""A form field as the template ui/_field.html wants it."""

from typing import Any

from django import forms
from django.forms import BoundField

GROUPS = (forms.RadioSelect, forms.CheckboxSelectMultiple)


def field_context(bound: BoundField, *, size: str = "", icon: str = "", unit: str = "") -> dict[str, Any]:
    """The control, rendered with its classes and the ids of its help and error, and how to lay it out."""
    widget = bound.field.widget
    if isinstance(widget, GROUPS):
        widget.attrs["class"] = "r-check"
    is_wrapped = bool(icon or unit)
    described_by = [f"{bound.auto_id}_{part}" for part, there in (("error", bound.errors), ("help", bound.help_text)) if there]
    attributes: dict[str, str | bool] = {"class": "" if is_wrapped else _classes(widget, size)}
    if described_by:
        attributes["aria-describedby"] = " ".join(described_by)
    if bound.errors:
        attributes["aria-invalid"] = "true"
    return {
        "field": bound,
        "control": bound.as_widget(attrs=attributes),
        "layout": _layout(widget),
        "is_optional": not bound.field.required and _layout(widget) == "control",
        "is_wrapped": is_wrapped,
        "size": size,
        "icon": icon,
        "unit": unit,
    }


def _layout(widget: forms.Widget) -> str:
    if isinstance(widget, GROUPS):
        return "group"
    return "choice" if isinstance(widget, forms.CheckboxInput) else "control"


def _classes(widget: forms.Widget, size: str) -> str:
    if isinstance(widget, forms.CheckboxInput):
        return "r-check"
    return f"r-input r-input-{size}" if size else "r-input"
