# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every setting is read, or refused with one sentence that names it."""

from pathlib import Path

import pytest

from ruche.config.environment import Environment, SettingError, read_environment


@pytest.fixture
def read(tmp_path: Path):  # type: ignore[no-untyped-def]
    def read(**variables: str) -> Environment:
        return read_environment({"RUCHE_DATA_DIR": str(tmp_path / "data"), **variables})

    return read


def test_defaults(read) -> None:
    environment = read()
    assert environment.profile == "production"
    assert (environment.host, environment.port, environment.public_url) == ("localhost", 8000, "http://localhost:8000")
    assert environment.is_database_embedded
    assert environment.database.user == "ruche_app"
    assert environment.owner_database.user == "ruche_owner"
    assert environment.is_loopback
    assert environment.has_demo
    assert environment.demo_sign_in_allowed
    assert environment.allowed_hosts == ("localhost", "127.0.0.1", "[::1]")
    assert environment.unknown == ()


def test_secret_key_is_made_once_and_private(read, tmp_path: Path) -> None:
    first = read().secret_key
    assert len(first) >= 48
    assert read().secret_key == first
    assert (tmp_path / "data/secrets/secret_key").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "data/secrets").stat().st_mode & 0o777 == 0o700
    assert [path.name for path in (tmp_path / "data/secrets").iterdir() if path.name.startswith(".")] == []


def test_secrets_are_not_shown(read) -> None:
    environment = read(
        RUCHE_SECRET_KEY="k" * 40,
        DATABASE_URL="postgresql://app:hidden-one@db/ruche",
        REDIS_URL="redis://:hidden-two@cache",
        RUCHE_SMTP_URL="smtp://me:hidden-three@mail.example",
    )
    shown = repr(environment)
    assert "kkk" not in shown
    assert "hidden" not in shown


@pytest.mark.parametrize("content", ["s" * 40, "s" * 40 + "\n"])
def test_secret_from_file(read, tmp_path: Path, content: str) -> None:
    (tmp_path / "key").write_text(content)
    assert read(RUCHE_SECRET_KEY_FILE=str(tmp_path / "key")).secret_key == "s" * 40


def test_public_address_and_proxy(read) -> None:
    environment = read(RUCHE_PUBLIC_URL="https://ruche.example.org/", RUCHE_TRUSTED_PROXIES="10.0.0.0/8, ::1/128")
    assert environment.public_url == "https://ruche.example.org"
    assert environment.public_address.is_secure
    assert not environment.is_loopback
    assert not environment.demo_sign_in_allowed
    assert environment.allowed_hosts == ("ruche.example.org",)
    assert [str(network) for network in environment.trusted_proxies] == ["10.0.0.0/8", "::1/128"]


def test_demo_people_may_sign_in_from_elsewhere_only_when_asked_for(read) -> None:
    assert not read(RUCHE_HOST="0.0.0.0").demo_sign_in_allowed
    assert read(RUCHE_HOST="0.0.0.0", RUCHE_DEMO="public").demo_sign_in_allowed
    assert not read(RUCHE_DEMO="0").demo_sign_in_allowed


def test_outside_database(read) -> None:
    environment = read(
        DATABASE_URL="postgresql://app:p%40ss@db.example:6000/ruche?sslmode=require",
        RUCHE_OWNER_DATABASE_URL="postgresql://owner@/ruche?host=/run/pg&port=5433",
    )
    assert not environment.is_database_embedded
    assert environment.database.connection_parameters() == {
        "host": "db.example",
        "port": "6000",
        "dbname": "ruche",
        "user": "app",
        "password": "p@ss",
        "sslmode": "require",
    }
    assert (environment.owner_database.host, environment.owner_database.port) == ("/run/pg", 5433)


@pytest.mark.parametrize(
    ("url", "port", "encryption"),
    [
        ("smtp://mail.example", 587, "starttls"),
        ("smtp://mail.example:25?starttls=no", 25, "none"),
        ("smtp://localhost:1025", 1025, "none"),
        ("smtps://u:p@mail.example", 465, "tls"),
    ],
)
def test_mail_server(read, url: str, port: int, encryption: str) -> None:
    server = read(RUCHE_SMTP_URL=url).mail_server
    assert (server.port, server.encryption) == (port, encryption)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("RUCHE_PROFILE", "prod"),
        ("RUCHE_DATA_DIR", "/"),
        ("RUCHE_PORT", "0"),
        ("RUCHE_PORT", "65536"),
        ("RUCHE_PORT", "٨٠٠٠"),
        ("RUCHE_PORT", "eight"),
        ("RUCHE_PUBLIC_URL", "ruche.example.org"),
        ("RUCHE_PUBLIC_URL", "https://ruche.example.org/path"),
        ("RUCHE_PUBLIC_URL", "https://me@ruche.example.org"),
        ("RUCHE_PUBLIC_URL", "http://[::1"),
        ("RUCHE_PUBLIC_URL", "http://host:99999"),
        ("RUCHE_SECRET_KEY", "short"),
        ("RUCHE_SECRET_KEY_FILE", "/does/not/exist"),
        ("RUCHE_DEMO", "yes"),
        ("RUCHE_REGISTRATION", "on"),
        ("RUCHE_SMTP_URL", "mail.example"),
        ("RUCHE_SMTP_URL", "smtp://mail.example?starttls=maybe"),
        ("RUCHE_MAIL_FROM", "nobody"),
        ("RUCHE_MAIL_FROM", "a@b.example\nBcc: c@d.example"),
        ("RUCHE_TRUSTED_PROXIES", "10.0.0.1/8"),
        ("DATABASE_URL", "mysql://app@db/ruche"),
        ("DATABASE_URL", "postgresql://db/ruche"),
        ("DATABASE_URL", "postgresql://app@db"),
        ("RUCHE_OWNER_DATABASE_URL", "postgresql://owner@db/ruche"),
        ("REDIS_URL", "http://cache"),
        ("RUCHE_WEB_THREADS", "65"),
        ("RUCHE_LIMIT_FACTOR", "0"),
        ("RUCHE_LANGUAGE", "de"),
        ("RUCHE_TIME_ZONE", "Europe/Nowhere"),
        ("RUCHE_TIME_ZONE", "../../etc/passwd"),
        ("RUCHE_LOG_FORMAT", "xml"),
    ],
)
def test_wrong_value_is_refused_in_one_sentence(read, name: str, value: str) -> None:
    with pytest.raises(SettingError) as refusal:
        read(**{name: value})
    sentence = str(refusal.value)
    assert sentence.startswith(name)
    assert sentence.endswith(".")
    assert "\n" not in sentence.replace(value, "")


def test_password_of_a_wrong_address_is_not_repeated(read) -> None:
    with pytest.raises(SettingError) as refusal:
        read(DATABASE_URL="mysql://app:hidden@db/ruche")
    assert "hidden" not in str(refusal.value)


def test_one_role_for_both_is_refused(read) -> None:
    with pytest.raises(SettingError, match="two roles"):
        read(DATABASE_URL="postgresql://one@db/ruche", RUCHE_OWNER_DATABASE_URL="postgresql://one@db/ruche")


def test_secret_and_file_together_are_refused(read, tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="both set"):
        read(REDIS_URL="redis://a", REDIS_URL_FILE=str(tmp_path / "x"))


def test_empty_file_is_refused(read, tmp_path: Path) -> None:
    (tmp_path / "empty").write_text("\n")
    with pytest.raises(SettingError, match="empty"):
        read(RUCHE_SMTP_URL_FILE=str(tmp_path / "empty"))


def test_misspelt_variable_is_named(read) -> None:
    assert read(RUCHE_DEMMO="0", RUCHE_PORT="").unknown == ("RUCHE_DEMMO",)
