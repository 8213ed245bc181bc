# SPDX-License-Identifier: AGPL-3.0-or-later
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ruche.kernel.access.permissions import Permission
from ruche.kernel.identity.forms.fields import LinesField, PermissionsField


class ApplicationForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=60, help_text=_("People read it when they are asked to let the application in."))
    description = forms.CharField(label=_("What it does"), max_length=300, required=False)
    homepage = forms.CharField(label=_("Its web page"), max_length=300, required=False)
    redirect_uris = LinesField(
        label=_("Addresses that people return to"), help_text=_("One a line, complete and exact, as the application’s manual gives them.")
    )
    origins = LinesField(
        label=_("Web pages that may read the API"),
        required=False,
        help_text=_("For applications that run in the browser, one a line: https://tool.example.org."),
    )
    is_public = forms.BooleanField(label=_("It runs in a browser or on a phone, and can keep no secret"), required=False)
    is_active = forms.BooleanField(label=_("People may use it"), required=False, initial=True)

    def __init__(self, permissions: Iterable[Permission], *args: Any, is_new: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        help_text = _("For signing people in, none. Everybody is asked, and the application never has more than they have.")
        self.fields["permissions"] = PermissionsField(permissions, label=_("What it may do for people"), help_text=help_text)
        del self.fields["is_active" if is_new else "is_public"]
