# SPDX-License-Identifier: AGPL-3.0-or-later
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from django import forms
from django.http import HttpRequest

from ruche.kernel.errors import DomainError, Stale

T = TypeVar("T")
# These are answered by a page of their own; everything else beside what was typed.
_PAGES = (403, 404, 503)


def submit(request: HttpRequest, form: forms.Form, act: Callable[[dict[str, Any]], T]) -> T | None:
    """What the act made of the form's values. None: the form was not sent yet, or says beside the fields what is wrong."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        return act(form.cleaned_data)
    except DomainError as error:
        if error.status in _PAGES:
            raise
        for field, sentences in error.fields.items():
            form.add_error(field if field in form.fields else None, [str(one) for one in sentences])
        if not error.fields:
            form.add_error(None, str(error))
        if isinstance(error, Stale) and "version" in form.fields:
            _show_theirs(form, error.current["theirs"])
        return None


def _show_theirs(form: forms.Form, theirs: Mapping[str, Any]) -> None:
    """What was typed stays, with what somebody saved meanwhile beside each field that differs; saving again replaces that."""
    if "version" not in theirs:
        return
    mine = dict(form.cleaned_data)
    for name in theirs.keys() & mine.keys() - {"version"}:
        if not isinstance(theirs[name], list | bool) and _text(theirs[name]) != _text(mine[name]):
            choices = {str(value): str(label).strip() for value, label in getattr(form.fields[name], "choices", ())}
            form.add_error(name, choices.get(_text(theirs[name]), _text(theirs[name])) or "—")
    sent: Any = form.data
    form.data = sent.copy()  # with each value of a choice of several
    form.data["version"] = theirs["version"]  # type: ignore[index]


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def status_of(form: forms.Form) -> int:
    """200 for a fresh form, 422 for one that says what is wrong."""
    return 422 if form.is_bound and form.errors else 200
