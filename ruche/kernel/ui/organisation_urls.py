# SPDX-License-Identifier: AGPL-3.0-or-later
from django.urls import path

from ruche.kernel.ui import views

app_name = "ui"
urlpatterns = [
    path("", views.home, name="home"),
    path("palette/", views.palette, name="palette"),
]
