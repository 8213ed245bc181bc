# SPDX-License-Identifier: AGPL-3.0-or-later
"""Applications and providers have the same pages in an organisation's settings and in the instance's."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from ruche.kernel.access.permissions import Permission, catalogue
from ruche.kernel.access.roles import Role
from ruche.kernel.identity.registrar import Registrar, instance_registrar, organisation_registrar
from ruche.kernel.identity.scopes import own_permissions
from ruche.kernel.users.access import for_instance_administrator

View = Callable[..., HttpResponse]


class Place:
    """Where a page stands: `by` acts, `url` leads to its neighbours, `show` wears the right frame."""

    def __init__(self, request: HttpRequest, permission: str) -> None:
        self.request = request
        self.actor = getattr(request, "actor", None)
        self.by: Registrar = organisation_registrar(self.actor, permission) if self.actor else instance_registrar(request.user)  # type: ignore[arg-type]

    def url(self, name: str, *arguments: object) -> str:
        if self.actor is None:
            return reverse(f"identity:instance_{name}", args=arguments)
        return reverse(f"identity:{name}", args=[self.actor.organisation.slug, *arguments])

    def go(self, name: str, *arguments: object) -> HttpResponse:
        return redirect(self.url(name, *arguments))

    def show(self, template: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
        frame = "ui/settings.html" if self.actor else "instance/base.html"
        return render(self.request, f"identity/{template}.html", {"frame": frame, "place": self, **context}, status=status)

    @property
    def highest_role(self) -> Role:
        return self.actor.role if self.actor else Role.OWNER

    def permissions(self) -> list[Permission]:
        """Those that may be given on from here."""
        return own_permissions(self.actor) if self.actor else list(catalogue().values())


def in_place(permission: str) -> Callable[[View], View]:
    """A view that gets its Place first: the page of an organisation, and of the instance for its administrator."""

    def made(view: View) -> View:
        @wraps(view)
        def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            return view(Place(request, permission), *args, **kwargs)

        return page

    return made


def of_instance(view: View) -> View:
    """The same page, at /instance/."""
    return for_instance_administrator(view)
