# SPDX-License-Identifier: AGPL-3.0-or-later
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from ruche.kernel.mail.tests.postman import Postman, postman


@pytest.fixture(autouse=True)
def _templates(settings: Any) -> None:
    templates = deepcopy(settings.TEMPLATES)
    templates[0]["DIRS"] = [Path(__file__).parent / "templates"]
    settings.TEMPLATES = templates


@pytest.fixture
def mail_server(settings: Any) -> Iterator[Postman]:
    with postman() as server:
        address = SimpleNamespace(host="127.0.0.1", port=server.port, user="", password="", encryption="none")
        settings.ENVIRONMENT = replace(settings.ENVIRONMENT, mail_server=address)
        yield server
