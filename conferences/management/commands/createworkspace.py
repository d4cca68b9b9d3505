"""``manage.py createworkspace``: add a workspace without the browser."""

from __future__ import annotations

import getpass
import sys
from argparse import ArgumentParser
from typing import Any, Final, TextIO, cast

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError
from django.utils.text import slugify
from django.views.decorators.debug import sensitive_variables

from conferences.forms.workspace import WorkspaceForm
from conferences.models import PAGE_SIZES, Label, Workspace
from conferences.services.connections import check_connection
from conferences.services.workspaces import WorkspaceSettings, create_workspace

WRONG_INPUT: Final = 2
EXISTS: Final = 3
TEST_FAILED: Final = 4


class Command(BaseCommand):
    """Add a workspace after a test of its connection; the API token comes from standard input."""

    help = (
        "Add a workspace. The API token is read from standard input (one line), or asked for on a terminal. "
        f"Exit codes: {WRONG_INPUT} wrong input, {EXISTS} the workspace already exists, "
        f"{TEST_FAILED} the connection does not work."
    )

    stealth_options = ("stdin",)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--name", required=True, help="its display name")
        parser.add_argument("--host", required=True, help="the Space: a name, a host or a pasted address")
        parser.add_argument("--project-id", required=True, help="a UUID")
        parser.add_argument("--label", default=Label.PRODUCTION.value, help=", ".join(Label.values))
        parser.add_argument("--zone", default="UTC", help="IANA time zone, such as Europe/Berlin")
        parser.add_argument("--page-size", default="50", help=", ".join(map(str, PAGE_SIZES)))
        parser.add_argument("--admin", metavar="USERNAME", help="an account to make its admin")
        parser.add_argument("--no-test", action="store_true", help="save it without testing the connection")

    @sensitive_variables()
    def handle(self, *arguments: Any, **options: Any) -> None:
        _refuse_existing(options["name"])
        admin = _account(options["admin"])
        form = WorkspaceForm(
            {
                "name": options["name"],
                "label": options["label"],
                "host": options["host"],
                "project_id": options["project_id"],
                "api_token": read_token(options.get("stdin") or sys.stdin),
                "default_zone": options["zone"],
                "page_size": options["page_size"],
            }
        )
        if not form.is_valid():
            raise CommandError(_sentences(form), returncode=WRONG_INPUT)
        values = cast(WorkspaceSettings, form.cleaned_data)
        if not options["no_test"]:
            result = check_connection(values["host"], values["project_id"], values["api_token"])
            if not result.is_good:
                raise CommandError(f"{result.title}. {result.sentence}", returncode=TEST_FAILED)
            self.stdout.write(result.sentence)
        workspace = create_workspace(values, admin=admin)
        self.stdout.write(f"Added {workspace.name}. Its pages start with /w/{workspace.slug}/.")


def _refuse_existing(name: str) -> None:
    slug = slugify(name)
    if slug and Workspace.objects.filter(slug=slug).exists():
        raise CommandError(f"The workspace {slug} already exists. Nothing was changed.", returncode=EXISTS)


def _account(username: str | None) -> User | None:
    if username is None:
        return None
    account = User.objects.filter(username=username, is_active=True).first()
    if account is None:
        raise CommandError(f"There is no active account named {username}.", returncode=WRONG_INPUT)
    return account


@sensitive_variables()
def read_token(source: TextIO) -> str:
    """The API token: asked for without an echo on a terminal, otherwise the first line of ``source``."""
    if source.isatty():
        return getpass.getpass("API token: ")
    return source.readline().strip()


def _sentences(form: WorkspaceForm) -> str:
    return " ".join(
        f"{form.fields[name].label or name.capitalize()}: {error}"
        for name, errors in form.errors.items()
        for error in errors
    )
