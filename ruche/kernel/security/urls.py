# SPDX-License-Identifier: AGPL-3.0-or-later
from django.urls import path

from ruche.kernel.security import views

urlpatterns = [
    path("readyz", views.readiness, name="readiness"),
    path("robots.txt", views.robots, name="robots"),
    path(".well-known/change-password", views.change_password, name="well_known_change_password"),
]
