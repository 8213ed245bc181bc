# SPDX-License-Identifier: AGPL-3.0-or-later
"""Servers that Ruche may use: Redis and mail."""

import smtplib

from ruche.config.doctor.findings import Findings, broken, doubtful, well
from ruche.config.environment import Environment, MailServer

_SECONDS = 8


def look_at_redis(environment: Environment) -> Findings:
    if environment.redis_url is None:
        return
    import redis

    try:
        redis.Redis.from_url(environment.redis_url, socket_timeout=_SECONDS, socket_connect_timeout=_SECONDS).ping()
        yield well("Redis", "answers")
    except redis.RedisError as error:
        yield broken("Redis", str(error), "Check REDIS_URL, or leave it unset: PostgreSQL does without.")


def look_at_mail(environment: Environment) -> Findings:
    server = environment.mail_server
    if server is None:
        yield doubtful(
            "Mail",
            "no letter leaves this instance; administrators find them under Instance, Outbox",
            "Set RUCHE_SMTP_URL=smtp://user:password@host:587 to send them.",
        )
        return
    try:
        _greet(server)
        yield well("Mail", f"{server.host} takes letters from {environment.mail_from}")
    except smtplib.SMTPAuthenticationError:
        yield broken("Mail", f"{server.host} refuses the user or the password", "Correct RUCHE_SMTP_URL.")
    except (smtplib.SMTPException, OSError) as error:
        yield broken("Mail", f"{server.host}, port {server.port}: {error}", "Check host, port and encryption in RUCHE_SMTP_URL.")


def _greet(server: MailServer) -> None:
    opened = smtplib.SMTP_SSL if server.encryption == "tls" else smtplib.SMTP
    with opened(server.host, server.port, timeout=_SECONDS) as connection:
        connection.ehlo()
        if server.encryption == "starttls":
            connection.starttls()
            connection.ehlo()
        if server.user:
            connection.login(server.user, server.password)
