"""The command line: `kith --help`.

Data flow: arguments -> a command of kith/commands/, or one that another package registered under the entry-point
group `kith.commands` (orchestration/ brings `run` and `dev`) -> one sentence on stderr and an exit code on error.
Exit codes: 0 fine, 1 a check is red or a run failed, 2 wrong use, 75 another process is writing.
"""

import errno
import os
from importlib.metadata import entry_points, version
from typing import Annotated, Any, Final, NoReturn

import typer
from typer.core import TyperGroup
from typer.exceptions import TyperException

from ingestion.errors import KithError
from kith.advice import advised
from kith.commands import demo, feeds, health, identity, publication, readers
from kith.commands.options import print_json
from kith.process import keep_quiet

ENTRY_POINT_GROUP: Final = "kith.commands"
DISK_FULL: Final = (
    "The disk is full: free some space and run again; nothing was lost and the last publication stays."
)
WRONG_USE: Final = 2
_WRONG_PATHS: Final = (FileExistsError, IsADirectoryError, NotADirectoryError, PermissionError)


class OneSentenceErrors(TyperGroup):
    """Turns errors that a user can mend into one sentence on stderr and their exit code; the rest are bugs."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command. Ends with the error's exit code for a KithError, a full disk, or a path that cannot be.

        With --json the sentence stands on stdout too, as {"error": …}: whoever reads JSON always finds some.
        """
        is_json = _asks_for_json([*ctx._protected_args, *ctx.args])
        try:
            return super().invoke(ctx)
        except KithError as error:
            _end(str(error), error.exit_code, is_json, error)
        except OSError as error:
            if error.errno == errno.ENOSPC:
                _end(DISK_FULL, 1, is_json, error)
            if error.errno == errno.EPIPE:  # whoever read the output has gone; Typer ends quietly
                raise
            _end(_describe(error), WRONG_USE if isinstance(error, _WRONG_PATHS) else 1, is_json, error)
        except TyperException as error:  # an option or argument that cannot be: Typer says it and ends with 2
            if is_json:
                print_json({"error": getattr(error, "format_message", error.__str__)()})
            raise


def _end(sentence: str, exit_code: int, is_json: bool, cause: Exception) -> NoReturn:
    sentence = advised(sentence)
    typer.echo(f"kith: {sentence}", err=True)
    if is_json:
        print_json({"error": sentence})
    raise typer.Exit(exit_code) from cause


def _asks_for_json(arguments: list[str]) -> bool:
    """Whether --json is among the options, which end at a bare --."""
    options = arguments[: arguments.index("--")] if "--" in arguments else arguments
    return "--json" in options


def _describe(error: OSError) -> str:
    if error.filename is None:
        return f"The system refused: {error.strerror or error}; see to that, then try again."
    return (
        f"{os.fsdecode(error.filename)}: {error.strerror}; check the path and who may read and write there."
    )


def _say_version(is_asked: bool) -> None:
    if is_asked:
        typer.echo(f"kith {version('kith')}")
        raise typer.Exit


def _options(
    is_version_asked: Annotated[
        bool,
        typer.Option("--version", callback=_say_version, is_eager=True, help="Say which version this is."),
    ] = False,
) -> None:
    """Know your customers: who they are, what they earn, what to do next."""


def build_app() -> typer.Typer:
    """The command line with every command that is installed; nothing heavy is imported."""
    application = typer.Typer(
        name="kith",
        cls=OneSentenceErrors,
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )
    application.callback()(_options)
    application.command("demo")(demo.demo)
    application.command("check")(feeds.check)
    for entry_point in sorted(entry_points(group=ENTRY_POINT_GROUP), key=lambda entry: entry.name):
        application.command(entry_point.name)(entry_point.load())
    application.command("status")(readers.status)
    application.command("customer")(readers.customer)
    application.add_typer(identity.application, name="identity")
    application.add_typer(feeds.quarantine, name="quarantine")
    application.command("publish")(publication.publish)
    application.command("doctor")(health.doctor)
    return application


app = build_app()


def main() -> None:
    """Entry point of the installed `kith`."""
    keep_quiet()
    app()
