# SPDX-License-Identifier: AGPL-3.0-or-later
"""What servers do that is not in the book of OpenLDAP: Active Directory, referrals, expired passwords, no encryption."""

import socket
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from typing import Any

import pytest

from ruche.kernel.directories.client import open_directory
from ruche.kernel.directories.models import LdapDirectory, LdapEntry, LdapRun
from ruche.kernel.directories.sign_in import check_directory_password
from ruche.kernel.organisations.models import Group, GroupMembership, Membership, Organisation
from ruche.kernel.users.models import User
from tests.other_servers.ldap_scene import names, read, save
from tests.other_servers.slapd import ADMIN, BASE, PASSWORD, Slapd, ad_group, ad_person, dn_of, person

pytestmark = pytest.mark.django_db
LEA, PAUL, ZOE, STAFF = (bytes([number]) * 7 + b"*()\\\x00\xff\xfe\x80\x0a" for number in range(1, 5))
ACTIVE_DIRECTORY: dict[str, Any] = {
    "people_base": f"ou=staff,{BASE}",
    "people_filter": "(objectClass=user)",
    "group_filter": "(objectClass=group)",
    "attribute_external_id": "objectGUID",
    "attribute_name": "displayName",
    "attribute_head": "managedBy",
}


def _ad_dn(uid: str) -> str:
    return f"cn={uid},ou=staff,{BASE}"


@pytest.fixture
def active(directory: LdapDirectory, slapd: Slapd, alice: User, atelier_a: Organisation) -> LdapDirectory:
    """The same server, read as Active Directory is."""
    return save(slapd, alice, atelier_a, name="Active Directory", **ACTIVE_DIRECTORY)


def test_active_directory_people_keep_their_binary_identity_and_sign_in(slapd: Slapd, active: LdapDirectory) -> None:
    slapd.load(ad_person("lea", guid=LEA, password="secret") + ad_person("paul", guid=PAUL))
    slapd.load(ad_group("Kitchen", [_ad_dn("lea"), _ad_dn("paul")], guid=STAFF, head=_ad_dn("lea")))
    assert read(active).counts == {"read": 2, "joined": 2, "group_made": 1}
    assert read(active).counts == {"read": 2}
    lea = User.objects.get(email="lea@directory.example")
    assert check_directory_password(lea, "secret", "") == active.organisation_id
    assert check_directory_password(lea, "wrong", "") is False
    rows = GroupMembership.objects.filter(group=Group.objects.get(name="Kitchen"), left_at=None)
    assert set(rows.values_list("membership__name", "is_lead")) == {("Lea", True), ("Paul", False)}
    slapd.move(_ad_dn("lea"), "cn=lea martin", f"ou=people,{BASE}")
    LdapDirectory.objects.filter(pk=active.pk).update(people_base=BASE)
    assert read(active).counts == {"read": 2, "group_changed": 1}  # the group names her by another DN now
    assert LdapEntry.objects.filter(kind=LdapEntry.Kind.PERSON).count() == 2


def test_whom_active_directory_disables_leaves_and_comes_back(slapd: Slapd, active: LdapDirectory) -> None:
    slapd.load(ad_person("lea", guid=LEA, password="secret") + ad_person("paul", guid=PAUL) + ad_person("zoe", guid=ZOE, control=514))
    assert read(active).counts == {"read": 2, "joined": 2}  # Zoé never came in
    change = f"dn: {_ad_dn('lea')}\nchangetype: modify\nreplace: userAccountControl\nuserAccountControl: "
    slapd.change(f"{change}66050\n")  # disabled, and her password never expires
    lea = User.objects.get(email="lea@directory.example")
    assert check_directory_password(lea, "secret", "") is False  # at once, before any run
    assert read(active).counts == {"read": 1, "left": 1}
    assert Membership.objects.get(user=lea).status == Membership.Status.SUSPENDED
    slapd.change(f"{change}66048\n")
    assert read(active).counts == {"read": 2, "returned": 1}
    assert check_directory_password(lea, "secret", "") == active.organisation_id


def test_who_comes_in_may_depend_on_memberof_and_the_primary_group_is_no_group_here(
    slapd: Slapd, active: LdapDirectory, alice: User, atelier_a: Organisation
) -> None:
    slapd.load(ad_person("lea", guid=LEA) + ad_person("paul", guid=PAUL))
    slapd.load(ad_group("Ruche", [_ad_dn("lea")], guid=STAFF) + ad_group("Domain Users", [], guid=ZOE))
    condition = f"(&(objectClass=user)(memberOf=cn=Ruche,ou=groups,{BASE}))"
    narrow = save(slapd, alice, atelier_a, **{**ACTIVE_DIRECTORY, "name": "Only some", "people_filter": condition})
    read(narrow)
    assert names() == {"Lea"}
    # Everybody's primaryGroupID is 513; that group lists nobody, and stays empty here.
    assert not GroupMembership.objects.filter(group__name="Domain Users").exists()


def test_referrals_are_not_followed_and_are_nobody(slapd: Slapd, directory: LdapDirectory, alice: User) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as other:
        other.settimeout(0.2)
        address = f"ldap://127.0.0.1:{other.getsockname()[1]}/"
        entry = "objectClass: referral\nobjectClass: extensibleObject\n"
        slapd.load(person("lea") + f"dn: ou=elsewhere,{BASE}\n{entry}ou: elsewhere\nref: {address}ou=people,{BASE}\n")
        run = read(directory)
        assert (run.error, run.counts) == ("", {"read": 1, "joined": 1})
        away = save(slapd, alice, directory.organisation, name="Base elsewhere", people_base=f"ou=elsewhere,{BASE}")
        run = read(away)
        assert (run.error, "left" in run.counts) == (LdapRun.Error.UNREACHABLE, False)
        with pytest.raises(TimeoutError):
            other.accept()  # nobody came, least of all with a password


def test_an_expired_or_locked_password_is_a_no(slapd: Slapd, alice: User, atelier_a: Organisation, directory: LdapDirectory) -> None:
    policy = f"dn: cn=policy,ou=staff,{BASE}\nobjectClass: person\nobjectClass: pwdPolicy\ncn: policy\nsn: x\n"
    slapd.load(f"{policy}pwdAttribute: userPassword\npwdMaxAge: 3600\npwdLockout: TRUE\n")
    slapd.load(person("lea", password="secret") + person("paul", password="secret"))
    for uid in ("lea", "paul"):
        slapd.change(f"dn: {dn_of(uid)}\nchangetype: modify\nadd: pwdPolicySubentry\npwdPolicySubentry: cn=policy,ou=staff,{BASE}\n")
    read(directory)
    lea, paul = (User.objects.get(email=f"{uid}@directory.example") for uid in ("lea", "paul"))
    assert check_directory_password(lea, "secret", "") == atelier_a.id
    set_ = "changetype: modify\nreplace: "
    slapd.change(f"dn: {dn_of('lea')}\n{set_}pwdChangedTime\npwdChangedTime: 20200101000000Z\n", "-e", "relax")
    slapd.change(f"dn: {dn_of('paul')}\n{set_}pwdAccountLockedTime\npwdAccountLockedTime: 000001010000Z\n", "-e", "relax")
    assert check_directory_password(lea, "secret", "") is False
    assert check_directory_password(paul, "secret", "") is False
    assert read(directory).counts == {"read": 2}  # they stay members all the same


def test_a_server_without_encryption_gets_no_name_and_no_password(slapd: Slapd, directory: LdapDirectory, alice: User) -> None:
    with _refusing_starttls() as (port, heard):
        plain = save(slapd, alice, directory.organisation, name="Plain", tls="starttls", servers=f"127.0.0.1:{port}")
        assert read(plain).error == LdapRun.Error.UNREACHABLE
    said = b"".join(heard)
    assert b"1.3.6.1.4.1.1466.20037" in said  # it was asked to encrypt
    assert PASSWORD.encode() not in said
    assert ADMIN.encode() not in said


def test_the_next_server_is_asked_when_the_first_is_silent(slapd: Slapd, directory: LdapDirectory, alice: User) -> None:
    slapd.load(person("lea"))
    with closing(socket.socket()) as gone:
        gone.bind(("127.0.0.1", 0))
        servers = f"127.0.0.1:{gone.getsockname()[1]}\n127.0.0.1:{slapd.port}"
        both = save(slapd, alice, directory.organisation, name="Two", servers=servers)
        with open_directory(both) as client:
            assert client.find(email="lea@directory.example") is not None


@contextmanager
def _refusing_starttls() -> Iterator[tuple[int, list[bytes]]]:
    """A server that answers protocolError (RFC 4511, 4.14) to StartTLS, and keeps what it hears."""
    heard: list[bytes] = []
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        server.settimeout(10)

        def serve() -> None:
            with suppress(OSError):
                while True:
                    with server.accept()[0] as client:
                        client.settimeout(5)
                        while data := client.recv(4096):
                            heard.append(data)
                            client.sendall(b"\x30\x0c\x02\x01" + data[4:5] + b"\x78\x07\x0a\x01\x02\x04\x00\x04\x00")

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield server.getsockname()[1], heard
