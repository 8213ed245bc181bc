# SPDX-License-Identifier: AGPL-3.0-or-later
from django.urls import path

from ruche.kernel.search import views

app_name = "search"
urlpatterns = [path("", views.results, name="results")]
