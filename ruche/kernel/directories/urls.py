# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pages of one organisation, under /o/<slug>/."""

from django.urls import URLPattern, URLResolver, path

from ruche.kernel.directories.views import directories

_ONE = "settings/directories/<uuid:directory_id>/"

app_name = "directories"
urlpatterns: list[URLPattern | URLResolver] = [
    path("settings/directories/", directories.directory_list, name="directory_list"),
    path("settings/directories/new/", directories.directory_creation, name="directory_creation"),
    path(_ONE, directories.directory_detail, name="directory_detail"),
    path(f"{_ONE}test/", directories.directory_test, name="directory_test"),
    path(f"{_ONE}deletion/", directories.directory_deletion, name="directory_deletion"),
    path(f"{_ONE}synchronisation/", directories.synchronisation, name="synchronisation"),
    path(f"{_ONE}runs/<uuid:run_id>/", directories.run_detail, name="run_detail"),
    path(f"{_ONE}runs/<uuid:run_id>/report.csv", directories.run_report, name="run_report"),
]
