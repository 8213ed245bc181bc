# SPDX-License-Identifier: AGPL-3.0-or-later
from pathlib import Path

from django.contrib.staticfiles import finders

from ruche.kernel.ui import builds


def test_manifest_names_icons_that_exist(client, db):
    response = client.get("/manifest.webmanifest")
    assert response["Content-Type"] == "application/manifest+json"
    icons = response.json()["icons"]
    assert {icon["purpose"] for icon in icons} == {"any", "maskable"}
    assert all(finders.find(icon["src"].removeprefix("/static/")) for icon in icons)


def test_worker_of_the_browser_knows_its_version_and_keeps_no_page_but_one(client, db):
    response = client.get("/service-worker.js")
    assert builds.version() in response.content.decode()
    assert response["Service-Worker-Allowed"] == "/"
    assert '"kept": ["/offline/", "/static/' in response.content.decode()


def test_offline_page_holds_nothing_about_anybody(client_of, alice, atelier_a):
    page = client_of(alice).get("/offline/").content.decode()
    assert "You are offline" in page
    assert "Alice" not in page
    assert "Atelier A" not in page


def test_a_page_before_its_first_act_stays_light():
    sizes = {kind: sum(file.stat().st_size for file in Path(builds.FOLDER).glob(f"assets/main-*.{kind}.br")) for kind in ("js", "css")}
    assert 0 < sizes["js"] <= 90 * 1024
    assert 0 < sizes["css"] <= 45 * 1024
