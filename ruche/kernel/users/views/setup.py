# SPDX-License-Identifier: AGPL-3.0-or-later
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from ruche.kernel.errors import InvalidInput
from ruche.kernel.security.addresses import client_address
from ruche.kernel.security.limits import check_limit
from ruche.kernel.sign_in.entering import enter
from ruche.kernel.users.forms import SetupForm
from ruche.kernel.users.setup import check_setup_token, use_setup_link


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def setup(request: HttpRequest, token: str) -> HttpResponse:
    """The page of the set-up link: the first administrator, signed in, goes on to create the first organisation."""
    check_limit("set_up", client_address(request))
    check_setup_token(token)
    form = SetupForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            user = use_setup_link(token, **form.cleaned_data)
        except InvalidInput as refusal:
            form.refuse(refusal)
        else:
            return enter(request, user, method="password", redirect_url=reverse("organisations:create"))
    return render(request, "users/setup.html", {"form": form}, status=422 if form.errors else 200)
