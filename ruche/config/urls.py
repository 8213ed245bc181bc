# SPDX-License-Identifier: AGPL-3.0-or-later
"""The map of the product. Modules mount themselves: their `urls.py` under /o/<slug>/<module>/, their `api.py` under the API."""

from django.urls import URLPattern, URLResolver, include, path

from ruche.kernel.modules.registry import manifests, room
from ruche.kernel.organisations.middleware import SLUG

Routes = list[URLPattern | URLResolver]


def module_pages() -> Routes:
    return [path(f"{name}/", include((found, name), namespace=name)) for name in manifests() if (found := room(name, "urls"))]


def module_api() -> Routes:
    return [path(f"{name}/", include((found, f"api-{name}"))) for name in manifests() if (found := room(name, "api"))]


urlpatterns: Routes = [
    path("", include("ruche.kernel.ui.urls")),
    path("", include("ruche.kernel.users.urls")),
    path("", include("ruche.kernel.security.urls")),
    path("", include("ruche.kernel.organisations.entrance_urls")),
    path("", include("ruche.kernel.protection.entrance_urls")),
    path("", include("ruche.kernel.sign_in.entrance_urls")),
    path("", include("ruche.kernel.identity.entrance_urls")),
    path("", include("ruche.kernel.identity.provider_urls")),
    path("", include("ruche.kernel.lifecycle.entrance_urls")),
    path("instance/", include("ruche.kernel.jobs.urls")),
    path("live/", include("ruche.kernel.realtime.urls")),
    path("api/", include("ruche.kernel.api.urls")),
    path(f"api/v1/o/<str:{SLUG}>/", include("ruche.kernel.organisations.api")),
    path(f"api/v1/o/<str:{SLUG}>/", include("ruche.kernel.access.api")),
    path(f"api/v1/o/<str:{SLUG}>/", include("ruche.kernel.protection.api")),
    path(f"api/v1/o/<str:{SLUG}>/", include("ruche.kernel.identity.api")),
    path(f"api/v1/o/<str:{SLUG}>/", include("ruche.kernel.lifecycle.api")),
    path(f"api/v1/o/<str:{SLUG}>/", include("ruche.kernel.notifications.api")),
    path(f"api/v1/o/<str:{SLUG}>/", include("ruche.kernel.search.api")),
    path(f"api/v1/o/<str:{SLUG}>/", include(module_api())),
    path(f"o/<str:{SLUG}>/", include("ruche.kernel.ui.organisation_urls")),
    path(f"o/<str:{SLUG}>/", include("ruche.kernel.access.urls")),
    path(f"o/<str:{SLUG}>/", include("ruche.kernel.directories.urls")),
    path(f"o/<str:{SLUG}>/notifications/", include("ruche.kernel.notifications.urls")),
    path(f"o/<str:{SLUG}>/search/", include("ruche.kernel.search.urls")),
    path(f"o/<str:{SLUG}>/", include(module_pages())),
]

handler404 = "ruche.kernel.ui.refusals.not_found"
handler403 = "ruche.kernel.ui.refusals.permission_refused"
handler400 = "ruche.kernel.ui.refusals.bad_request"
handler500 = "ruche.kernel.security.database_errors.server_error"
