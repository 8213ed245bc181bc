# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every table of ours is under both locks, or says why not."""

from django.apps import apps
from django.core.checks import run_checks

from ruche.kernel.db.definers import DEFINERS
from ruche.kernel.db.inspection import organisation_models, tenancy_faults
from ruche.kernel.db.models import GlobalModel

GLOBAL = {
    "users.User": "one sign-in on the whole instance",
    "organisations.Organisation": "the tenant itself",
    "organisations.Slug": "finds the organisation of an address",
    "organisations.OrganisationKey": "finds the organisation of a token; hashes only",
    "outbox.OutboxEntry": "one worker drains those of all organisations; ids only",
    "security.LimitUse": "attempts are counted before anybody is known; keyed hashes only",
    "security.InstanceFact": "facts about the instance itself",
    "jobs.ScheduleRun": "one schedule serves all organisations",
    "jobs.JobError": "the instance's administrator retries what failed",
    "sign_in.SessionFact": "sessions belong to a person, not to an organisation",
    "sign_in.KnownDevice": "a browser is known to a person",
    "sign_in.RefreshFamily": "long tokens of the API, of a person",
    "sign_in.EmailChange": "an address is a person's on the whole instance",
    "sign_in.AccountDeletion": "a person leaves the whole instance",
    "access.InstanceAudit": "what the instance's administrators did; ids only",
    "identity.BearerToken": "finds who a token stands for; hashes only",
    "identity.SigningKey": "the instance signs with it",
    "identity.Application": "a program asks before anybody is known; the instance's or an organisation's",
    "identity.ApplicationOrigin": "a browser asks before anybody is known",
    "identity.Consent": "what a person let an application do belongs to the person",
    "identity.GrantedToken": "finds the consent of a token; hashes only",
    "identity.IdentityProvider": "people sign in before an organisation is known",
    "identity.ProviderDomain": "finds the provider of an e-mail address",
    "identity.ProviderAccount": "who a person is to a provider",
    "directories.DirectoryAccount": "finds the directory of a person before an organisation is known; ids only",
    "mail.Letter": "the instance's administrator answers for delivery",
}


def test_the_locks_are_whole(db):
    assert tenancy_faults() == []
    assert len(organisation_models()) > 5


def test_every_global_table_has_a_reason():
    ours = {model._meta.label for model in apps.get_models() if issubclass(model, GlobalModel)}
    assert ours == set(GLOBAL)


def test_system_checks_pass_as_the_application(db):
    assert [message for message in run_checks(databases=["default"]) if not message.is_silenced()] == []


def test_every_crossing_says_why():
    assert all(definer.why for definer in DEFINERS.values())
