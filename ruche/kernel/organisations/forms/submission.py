# SPDX-License-Identifier: AGPL-3.0-or-later
from collections.abc import Callable
from typing import Any, TypeVar

from django import forms
from django.http import HttpRequest

from ruche.kernel.errors import DomainError

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
        return None


def status_of(form: forms.Form) -> int:
    """200 for a fresh form, 422 for one that says what is wrong."""
    return 422 if form.is_bound and form.errors else 200
