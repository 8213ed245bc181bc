# SPDX-License-Identifier: AGPL-3.0-or-later
import json
import re

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from drf_spectacular.drainage import GENERATOR_STATS

pytestmark = pytest.mark.django_db


def test_schema_describes_every_operation_without_doubt():
    with GENERATOR_STATS.silence():
        response = Client().get("/api/schema/", headers={"Accept": "application/yaml"})
    schema = json.loads(response.content)
    assert schema["openapi"].startswith("3.1")
    assert "/api/v1/token/" in schema["paths"]
    assert "post" in schema["paths"]["/api/v1/o/{organisation_slug}/chat/channels/{channel_id}/messages/"]  # which a door answers
    operations = [operation for path in schema["paths"].values() for operation in path.values() if "responses" in operation]
    assert len({operation["operationId"] for operation in operations}) == len(operations)
    assert all("default" in operation["responses"] and operation["description"] for operation in operations)
    assert schema["components"]["securitySchemes"]["bearer"]["scheme"] == "bearer"
    assert not GENERATOR_STATS._warn_cache, list(GENERATOR_STATS._warn_cache)
    assert not GENERATOR_STATS._error_cache, list(GENERATOR_STATS._error_cache)


def test_documentation_is_read_from_local_files_only():
    response = Client().get("/api/docs/")
    page = response.content.decode()
    addresses = re.findall(r'(?:src|href)="([^"]+)"', page)
    assert addresses
    assert all(address.startswith("/") for address in addresses), addresses
    assert all(finders.find(address.removeprefix("/static/")) for address in addresses if address.startswith("/static/"))
    assert "<script>" not in page
    assert "script-src 'self'" in response.headers["Content-Security-Policy"]
    script = Client().get(next(address for address in addresses if "script=" in address).replace("&amp;", "&"))
    assert script.headers["Content-Type"].startswith("application/javascript")
    assert '"validatorUrl": null' in script.content.decode()
