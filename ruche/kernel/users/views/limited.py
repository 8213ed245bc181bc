# SPDX-License-Identifier: AGPL-3.0-or-later
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ruche.kernel.errors import TooManyAttempts
from ruche.kernel.users.entrance import find_entrance, find_inviting_organisation, has_mail_server, may_sign_up
from ruche.kernel.users.selectors import list_administrators


class EntrancePage:
    """What every page before the shell knows. A limit that is reached shows in the form, with 429: what was typed stays."""

    request: HttpRequest

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            self.count_attempt()
            return super().post(request, *args, **kwargs)  # type: ignore[misc, no-any-return]
        except TooManyAttempts as refusal:
            return self._too_many(refusal)

    def form_invalid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_invalid(form)  # type: ignore[misc]
        if response.status_code == 200:
            response.status_code = 422
        return response

    def count_attempt(self) -> None:
        """Check the limit of this form; for one whose service does not."""

    def _too_many(self, refusal: TooManyAttempts) -> HttpResponse:
        context = self.get_context_data(form=self._unchecked_form(), refusal=waiting(refusal))
        response: HttpResponse = self.render_to_response(context, status=429)  # type: ignore[attr-defined]
        response["Retry-After"] = str(refusal.retry_after)
        return response

    def _unchecked_form(self) -> Any:
        form = self.get_form_class()(**{**self.get_form_kwargs(), "data": None, "files": None})  # type: ignore[attr-defined]
        form.initial = {name: self.request.POST.get(name, "") for name in form.fields if "password" not in name}
        return form

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]
        entrance = find_entrance(self.request)
        return {
            **context,
            "entrance": entrance,
            "organisation": find_inviting_organisation(entrance),
            "may_sign_up": may_sign_up(self.request),
            "has_mail_server": has_mail_server(),
            "next": context.get("redirect_field_value") or "",
        }


def waiting(refusal: TooManyAttempts) -> str:
    """How long to wait, in words."""
    seconds = refusal.retry_after
    if seconds < 90:
        return ngettext("Too many attempts. Try again in %(n)d second.", "Too many attempts. Try again in %(n)d seconds.", seconds) % {
            "n": seconds
        }
    if seconds < 5400:
        minutes = -(-seconds // 60)
        return ngettext("Too many attempts. Try again in %(n)d minute.", "Too many attempts. Try again in %(n)d minutes.", minutes) % {
            "n": minutes
        }
    return _("Too many attempts. Try again in %(n)d hours.") % {"n": -(-seconds // 3600)}


def administrators_context() -> dict[str, Any]:
    """Whom to ask where no letter can be sent."""
    return {"administrators": [person.name for person in list_administrators()]}
