# SPDX-License-Identifier: AGPL-3.0-or-later
"""The command `ruche`. Django is imported only by the commands that need it: `serve` stays small."""

import argparse
import sys
from collections.abc import Callable

from ruche import __version__
from ruche.config.errors import spoken


def main(arguments: list[str] | None = None) -> int:
    words = sys.argv[1:] if arguments is None else arguments
    if words[:1] == ["django"]:  # its options are Django's, none of ours
        return spoken(lambda: _django(words[1:]))
    chosen = _parser().parse_args(words)
    run: Callable[[argparse.Namespace], int] = chosen.run
    return spoken(lambda: run(chosen))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="ruche", description="One platform for an organisation, on a machine of yours.")
    parser.add_argument("--version", action="version", version=f"Ruche {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    serve = commands.add_parser("serve", help="start everything and keep it running")
    serve.add_argument("--only", choices=("web", "live", "worker"), help="one part, for an installation on several machines")
    serve.set_defaults(run=_serve)
    commands.add_parser("migrate", help="bring the database up to date").set_defaults(run=_migrate)
    demo = commands.add_parser("demo", help="make the demo data, or remove it")
    demo.add_argument("--if-first-start", action="store_true", help="only when nobody has used this installation yet")
    demo.add_argument("--remove", action="store_true", help="remove all demo people and organisations")
    demo.set_defaults(run=_demo)
    admin = commands.add_parser("createadmin", help="make an administrator of the instance")
    admin.add_argument("email", help="e-mail address to sign in with")
    admin.add_argument("--name", default="", help="name shown to others")
    admin.set_defaults(run=_create_admin)
    commands.add_parser("rotate-keys", help="seal all kept secrets with a new key").set_defaults(run=_rotate_keys)
    signing = commands.add_parser("rotate-signing-key", help="sign what applications are told of people with another key")
    signing.add_argument("--stolen", action="store_true", help="nobody is to believe the present key any more")
    signing.set_defaults(run=_rotate_signing_key)
    commands.add_parser("doctor", help="check this installation and name what is broken").set_defaults(run=_doctor)
    commands.add_parser("shell", help="Python with Ruche loaded").set_defaults(run=lambda _: _django(["shell"]))
    commands.add_parser("set-up-link", help="print the link for the first administrator").set_defaults(run=_set_up_link)
    commands.add_parser("django", help="a command of Django")
    return parser


def _serve(chosen: argparse.Namespace) -> int:
    from ruche.config.environment import read_environment
    from ruche.config.supervisor import block_signals, serve

    block_signals()
    serve(read_environment(), chosen.only)
    return 0


def _migrate(_: argparse.Namespace) -> int:
    from ruche.config.commands import migrate

    return migrate()


def _demo(chosen: argparse.Namespace) -> int:
    from ruche.config.commands import demo

    return demo(if_first_start=chosen.if_first_start, remove=chosen.remove)


def _create_admin(chosen: argparse.Namespace) -> int:
    from ruche.config.commands import create_admin

    return create_admin(email=chosen.email, name=chosen.name)


def _set_up_link(_: argparse.Namespace) -> int:
    from ruche.config.commands import print_set_up_link

    return print_set_up_link()


def _rotate_keys(_: argparse.Namespace) -> int:
    from ruche.config.commands import rotate_keys

    return rotate_keys()


def _rotate_signing_key(chosen: argparse.Namespace) -> int:
    from ruche.config.commands import rotate_signing_key

    return rotate_signing_key(is_stolen=chosen.stolen)


def _doctor(_: argparse.Namespace) -> int:
    from ruche.config.doctor import examine

    return int(examine())


def _django(words: list[str]) -> int:
    from ruche.config.commands import django_command

    return django_command(words)


if __name__ == "__main__":
    sys.exit(main())
