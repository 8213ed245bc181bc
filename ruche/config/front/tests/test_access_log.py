# SPDX-License-Identifier: AGPL-3.0-or-later
import pytest

from ruche.config.front.access_log import safe_path


@pytest.mark.parametrize(
    ("path", "logged"),
    [
        ("/o/atelier-a/chat/", "/o/atelier-a/chat/"),
        (
            "/o/atelier-a/chat/channels/01930000-0000-7000-8000-000000000000/",
            "/o/atelier-a/chat/channels/01930000-0000-7000-8000-000000000000/",
        ),
        ("/setup/abc/", "/setup/…/"),
        ("/join/abcd-efgh/", "/join/…/"),
        ("/o/x/Secret_Token/", "/o/x/…/"),
        ("/o/\xc3\xa9/", "/o/…/"),
        ("/", "/"),
    ],
)
def test_path_without_secrets(path: str, logged: str) -> None:
    assert safe_path(path) == logged
