# SPDX-License-Identifier: AGPL-3.0-or-later
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from allauth.idp.oidc.models import Client, Token
from django.db import transaction
from django.utils.translation import gettext as _

from ruche.kernel.access.permissions import catalogue
from ruche.kernel.errors import InvalidInput, NotFound
from ruche.kernel.identity.models import Application, ApplicationOrigin
from ruche.kernel.identity.registrar import Registrar
from ruche.kernel.identity.scopes import check_scopes
from ruche.kernel.security.text import clean_name
from ruche.kernel.sign_in.recent import check_recent

BASE_SCOPES = ("openid", "profile", "email", "groups", "offline_access")
_LOOPBACK = ("127.0.0.1", "::1", "localhost")
_MOST = 20


@dataclass(frozen=True)
class NewApplication:
    """`secret` is shown once; None for a public application, which could not keep it."""

    application: Application
    secret: str | None


def register_application(
    by: Registrar,
    *,
    name: str,
    redirect_uris: Iterable[str],
    description: str = "",
    homepage: str = "",
    origins: Iterable[str] = (),
    permissions: Iterable[str] = (),
    is_public: bool = False,
) -> NewApplication:
    """Another program that people may sign in to. Raises InvalidInput on the field."""
    check_recent()
    kind = Client.Type.PUBLIC if is_public else Client.Type.CONFIDENTIAL
    client = Client(name=clean_name(name, max_length=60), type=kind, owner=None, allow_uri_wildcards=False)
    secret = secrets.token_urlsafe(32)
    client.set_secret(secret)
    client.set_grant_types([Client.GrantType.AUTHORIZATION_CODE, Client.GrantType.REFRESH_TOKEN])
    client.set_response_types([Client.ResponseType.CODE])
    application = Application(client=client, organisation_id=by.organisation_id, registered_by=by.user)
    _fill(
        by, application, redirect_uris=redirect_uris, description=description, homepage=homepage, origins=origins, permissions=permissions
    )
    with transaction.atomic():
        client.save()
        application.save(force_insert=True)
        _keep_origins(application)
        by.record("register_application", application, name=client.name, permissions=application.permissions)
    return NewApplication(application, None if is_public else secret)


def update_application(by: Registrar, *, application_id: UUID, name: str, is_active: bool = True, **values: Any) -> Application:
    """Change what register_application set; what it may no longer ask for, its tokens lose at once. Raises as that, NotFound."""
    check_recent()
    with transaction.atomic():
        application = _own(by, application_id)
        application.client.name = clean_name(name, max_length=60)
        application.is_active = is_active
        _fill(by, application, **values)
        application.client.save()
        application.save()
        _keep_origins(application)
        by.record("update_application", application, name=application.client.name, is_active=is_active, permissions=application.permissions)
    return application


def renew_secret(by: Registrar, *, application_id: UUID) -> NewApplication:
    """Another secret; the old one stops at once. Raises NotFound, also for a public application."""
    check_recent()
    with transaction.atomic():
        application = _own(by, application_id)
        if application.client.type == Client.Type.PUBLIC:
            raise NotFound()
        secret = secrets.token_urlsafe(32)
        application.client.set_secret(secret)
        application.client.save(update_fields=["secret"])
        by.record("renew_secret", application)
    return NewApplication(application, secret)


def delete_application(by: Registrar, *, application_id: UUID) -> None:
    """Remove it with all consents and tokens. Raises NotFound."""
    check_recent()
    with transaction.atomic():
        application = _own(by, application_id)
        by.record("delete_application", application, name=application.client.name)
        Token.objects.filter(client=application.client).delete()
        application.client.delete()


def remove_programs_of(organisation_id: UUID) -> None:
    """All applications of an organisation that is removed, with what they were given."""
    Client.objects.filter(pk__in=Application.objects.filter(organisation_id=organisation_id).values("client")).delete()


def _own(by: Registrar, application_id: UUID) -> Application:
    rows = Application.objects.select_for_update(of=("self",)).select_related("client")
    found = rows.filter(pk=application_id, organisation_id=by.organisation_id).first()
    if found is None:
        raise NotFound()
    return found


def _fill(
    by: Registrar,
    application: Application,
    *,
    redirect_uris: Iterable[str],
    description: str = "",
    homepage: str = "",
    origins: Iterable[str] = (),
    permissions: Iterable[str] = (),
) -> None:
    client = application.client
    uris = [check_redirect_uri(uri) for uri in redirect_uris if uri.strip()]
    if not uris:
        raise InvalidInput.on("redirect_uris", _("Give at least one address that people return to."))
    client.set_redirect_uris(_unique("redirect_uris", uris))
    client.set_cors_origins(_unique("origins", [check_origin(origin) for origin in origins if origin.strip()]))
    application.permissions = _checked_permissions(by, permissions)
    client.set_scopes([*BASE_SCOPES, *application.permissions])
    client.set_default_scopes(["openid"])
    application.description = description.strip()[:300]
    application.homepage = _checked_homepage(homepage)


def _checked_permissions(by: Registrar, permissions: Iterable[str]) -> list[str]:
    if by.actor is not None:
        return check_scopes(by.actor, permissions)
    wanted = sorted(set(permissions))
    if any(name not in catalogue() for name in wanted):
        raise InvalidInput.on("permissions", _("There is no such permission."))
    return wanted


def _keep_origins(application: Application) -> None:
    application.origins.all().delete()
    ApplicationOrigin.objects.bulk_create(
        ApplicationOrigin(application=application, origin=origin) for origin in application.client.get_cors_origins()
    )


def check_redirect_uri(text: str) -> str:
    """An exact address: https, http on this machine only, or an app's own scheme with a dot (RFC 8252)."""
    uri = text.strip()
    try:
        parts = urlsplit(uri)
        _port = parts.port
    except ValueError:
        parts = urlsplit("")
    is_web = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)
    is_app = "." in parts.scheme and not parts.username
    plain = not parts.fragment and "*" not in uri and not parts.username and not any(sign.isspace() for sign in uri)
    if not plain or len(uri) > 300 or not ((is_web and parts.hostname) or is_app):
        sentence = _("“%(uri)s” cannot be returned to: a whole https address, without * and #.")
        raise InvalidInput.on("redirect_uris", sentence % {"uri": uri[:100]})
    return uri


def check_origin(text: str) -> str:
    """scheme://host[:port] of a web page."""
    origin = text.strip().rstrip("/").lower()
    try:
        parts = urlsplit(origin)
        known = f"{parts.scheme}://{parts.hostname}" + (f":{parts.port}" if parts.port else "")
    except ValueError:
        known = ""
    is_web = known.startswith("https://") or (known.startswith("http://") and urlsplit(known).hostname in _LOOPBACK)
    if not is_web or known != origin or "*" in origin:
        raise InvalidInput.on("origins", _("“%(text)s” is no origin. One looks like https://tool.example.org.") % {"text": text[:100]})
    return origin


def _unique(field: str, values: list[str]) -> list[str]:
    kept = list(dict.fromkeys(values))
    if len(kept) > _MOST:
        raise InvalidInput.on(field, _("At most %(count)s.") % {"count": _MOST})
    return kept


def _checked_homepage(text: str) -> str:
    address = text.strip()
    if address and urlsplit(address).scheme not in ("https", "http"):
        raise InvalidInput.on("homepage", _("A web address begins with https://."))
    return address[:300]
