# SPDX-License-Identifier: AGPL-3.0-or-later
from django.urls import path

from ruche.kernel.ui import views

urlpatterns = [
    path("", views.start, name="start"),
    path("offline/", views.offline, name="offline"),
    path("manifest.webmanifest", views.web_manifest, name="web_manifest"),
    path("service-worker.js", views.service_worker, name="service_worker"),
]
