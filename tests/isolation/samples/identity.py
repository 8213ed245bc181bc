# SPDX-License-Identifier: AGPL-3.0-or-later
from collections.abc import Callable, Mapping
from typing import Any

from ruche.kernel.db.context import organisation_scope
from ruche.kernel.identity.models import ProviderDomain
from ruche.kernel.identity.registrar import organisation_registrar
from ruche.kernel.identity.services import (
    add_domain,
    create_provider,
    create_service_account,
    create_service_token,
    map_group,
    register_application,
)
from tests.isolation.cases import Case
from tests.isolation.world import World

_BACK = "https://quokka.example.org/back"


def furnish(world: World) -> None:
    alice, things = world.actor("alice"), world.things
    with organisation_scope(world.atelier.id, alice.user.id):
        by = organisation_registrar(alice)
        things["application"] = register_application(by, name="The quokka wiki", redirect_uris=[_BACK]).application
        things["service_account"] = create_service_account(alice, name="The quokka robot")
        account = things["service_account"].id
        things["service_token"] = create_service_token(alice, membership_id=account, name="quokka token", scopes=[], days=9).token
        # 192.0.2.1 answers nobody: it is for examples (RFC 5737), and refused as no public address before it is asked.
        values = {"name": "The quokka login", "issuer": "https://192.0.2.1", "client_id": "quokka"}
        things["provider"] = create_provider(by, **values)
        provider = things["provider"].id
        add_domain(by, provider_id=provider, domain="quokka.example.org")
        things["domain"] = ProviderDomain.objects.get(provider_id=provider)
        things["mapping"] = map_group(by, provider_id=provider, external_name="quokka chiefs", role="manager")


def _of(**names: str) -> Callable[[World], Mapping[str, Any]]:
    return lambda world: {parameter: world.things[name].id for parameter, name in names.items()}


_APPLICATION, _PROVIDER, _ACCOUNT = _of(application_id="application"), _of(provider_id="provider"), _of(membership_id="service_account")
_WIKI = {"name": "Wiki", "redirect_uris": _BACK, "permissions": [], "is_active": "on"}
_LOGIN = {"name": "Login", "issuer": "https://login.example.org", "client_id": "x", "scopes": "openid", "default_role": "member"}
_TOKEN = {"name": "Token", "days": "30", "scopes": []}

CASES: list[Case] = [
    Case("identity:application_list"),
    Case("identity:application_creation"),
    Case("identity:application_creation", "post", data=lambda world: _WIKI),
    Case("identity:application_detail", parameters=_APPLICATION),
    Case("identity:application_detail", "post", _APPLICATION, lambda world: _WIKI),
    Case("identity:application_secret", "post", _APPLICATION),
    Case("identity:application_deletion", "post", _APPLICATION),
    Case("identity:service_account_creation"),
    Case("identity:service_account_creation", "post", data=lambda world: {"name": "Robot", "role": "member"}),
    Case("identity:service_account_detail", parameters=_ACCOUNT),
    Case("identity:service_account_detail", "post", _ACCOUNT, lambda world: _TOKEN),
    Case("identity:service_account_deletion", "post", _ACCOUNT),
    Case("identity:service_token_revocation", "post", _of(membership_id="service_account", token_id="service_token")),
    Case("identity:provider_list"),
    Case("identity:provider_creation"),
    Case("identity:provider_creation", "post", data=lambda world: _LOGIN),
    Case("identity:provider_detail", parameters=_PROVIDER),
    Case("identity:provider_detail", "post", _PROVIDER, lambda world: _LOGIN),
    Case("identity:provider_test", "post", _PROVIDER),
    Case("identity:provider_deletion", "post", _PROVIDER),
    Case("identity:domain_entry", "post", _PROVIDER, lambda world: {"domain": "example.org"}),
    Case("identity:domain_removal", "post", _of(provider_id="provider", domain_id="domain")),
    Case("identity:mapping_entry", "post", _PROVIDER, lambda world: {"external_name": "cooks", "role": "manager"}),
    Case("identity:mapping_removal", "post", _of(provider_id="provider", mapping_id="mapping")),
    Case("api_service_accounts"),
    Case("api_service_accounts", "post", data=lambda world: {"name": "Robot"}, is_json=True),
    Case("api_service_account", "delete", _ACCOUNT),
    Case("api_service_tokens", parameters=_ACCOUNT),
    Case("api_service_tokens", "post", _ACCOUNT, lambda world: {"name": "T", "scopes": [], "days": 3}, is_json=True),
    Case("api_service_token", "delete", _of(token_id="service_token")),
    Case("api_applications"),
    Case("api_applications", "post", data=lambda world: {"name": "Wiki", "redirect_uris": [_BACK]}, is_json=True),
    Case("api_application", parameters=_APPLICATION),
    Case("api_application", "delete", _APPLICATION),
]
