"""The options of the command line, and what click makes of them.

Of all that a run imports, click takes longest. So this module is imported only where there is an option
to look at.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias, TypeVar

import click

from podlint.console import HERE, answer, own_version

Run: TypeAlias = Callable[[tuple[str, ...], dict[str, Any]], object]
"""Does what the paths and the options ask for."""

_Value = TypeVar("_Value")
FORMATS = ("text", "concise", "json", "sarif", "github", "gitlab", "junit")
_SEVERITIES = ("error", "warning", "info")


def print_version(context: click.Context, _: click.Parameter, wanted: bool) -> None:
    """Show the version, and end."""
    if wanted and not context.resilient_parsing:
        answer(f"podlint {own_version()}\n")
        context.exit()


class Command(click.Command):
    """A command that shows its help as any answer; click ends with 1 where nobody reads it."""

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """The option of that."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.callback = _print_help
        return option


def _print_help(context: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted and not context.resilient_parsing:
        answer(f"{context.get_help()}\n")
        context.exit()


def not_empty(_: click.Context, __: click.Parameter, value: _Value) -> _Value:
    """An empty name is that of a variable that was not set, and the default is not meant.

    Raises:
        BadParameter: one is empty.
    """
    if value == "" or (isinstance(value, tuple) and "" in value):
        raise click.BadParameter("it is empty")
    return value


def names(_: click.Context, __: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    """Comma-separated lists of an option that may be repeated, as one."""
    return tuple(name for value in values for name in value.replace(",", " ").split())


def some_names(
    context: click.Context, option: click.Parameter, values: tuple[str, ...]
) -> tuple[str, ...]:
    """Such names, at least one of them where the option is given.

    Raises:
        BadParameter: there is none.
    """
    found = names(context, option, values)
    if values and not found:
        raise click.BadParameter("it names no rule")
    return found


@click.command(
    cls=Command,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.argument("paths", nargs=-1, metavar="[PATHS]...", callback=not_empty)
@click.option(
    "-f", "--format", "format_", type=click.Choice(FORMATS), default="text", help="Of the report."
)
@click.option(
    "-o",
    "--output",
    callback=not_empty,
    metavar="FILE",
    help="Write the report there, not to stdout.",
)
@click.option(
    "--report",
    multiple=True,
    metavar="FORMAT=FILE",
    help="Write one more report, such as sarif=podlint.sarif.",
)
@click.option(
    "--select",
    multiple=True,
    callback=some_names,
    metavar="RULE[,...]",
    help="Rules that run: ids, groups, 'default' or 'all'.",
)
@click.option(
    "--ignore", multiple=True, callback=names, metavar="RULE[,...]", help="Rules that do not run."
)
@click.option(
    "--fail-on",
    type=click.Choice((*_SEVERITIES, "never")),
    help="Lowest severity that makes the exit code 1. [default: warning]",
)
@click.option(
    "--kubernetes-version",
    metavar="1.N[,...]",
    help="Versions to judge for: 1.34, 1.31,1.37 or 1.31..1.37. [default: the newest]",
)
@click.option(
    "--schemas",
    multiple=True,
    callback=not_empty,
    metavar="PATH",
    help="CRDs or JSON Schemas of custom resources: a file, or a directory.",
)
@click.option("--stdin-filename", metavar="NAME", help="The path that stdin is reported under.")
@click.option(
    "--config",
    callback=not_empty,
    metavar="FILE",
    help="Configuration to use, not the nearest one.",
)
@click.option("--no-config", is_flag=True, help="Read no .podlint.yaml.")
@click.option(
    "--exclude",
    multiple=True,
    metavar="GLOB",
    help="Leave out what a .gitignore with this line would, files named here too.",
)
@click.option("--no-gitignore", is_flag=True, help="Lint what git ignores as well.")
@click.option(
    "--jobs",
    type=click.IntRange(min=1),
    metavar="N",
    help="Processes at most. [default: as many as there are cores, where the work is worth it]",
)
@click.option("--no-cache", is_flag=True, help="Neither use nor keep what earlier runs have found.")
@click.option(
    "--cache-dir",
    callback=not_empty,
    metavar="DIR",
    help="Where that is kept. [default: the user's directory for caches]",
)
@click.option(
    "--fix", is_flag=True, help="Mend in the files what can be mended safely, and report the rest."
)
@click.option(
    "--unsafe-fixes",
    is_flag=True,
    help="As --fix, and mend also where Kubernetes reads something else afterwards.",
)
@click.option(
    "--diff",
    is_flag=True,
    help="Write nothing: show the patch of --fix, or of --unsafe-fixes where that is given.",
)
@click.option(
    "--baseline", callback=not_empty, metavar="FILE", help="Leave out the findings that FILE knows."
)
@click.option(
    "--write-baseline",
    callback=not_empty,
    metavar="FILE",
    help="Write what is found to FILE; with --baseline, what of that is still found.",
)
@click.option("--no-ignore", is_flag=True, help="An audit: report what is ignored as well.")
@click.option(
    "--add-ignore", metavar="REASON", help="Write ignore comments for what is found into the files."
)
@click.option("--allow-empty", is_flag=True, help="No manifest found is no failure.")
@click.option("--list-rules", is_flag=True, help="Show every rule and whether it runs.")
@click.option("--explain", callback=not_empty, metavar="RULE", help="Show the page of a rule.")
@click.option("--show-files", is_flag=True, help="Show each file, and why it is not linted.")
@click.option("--show-config", is_flag=True, help="Show what counts, and where it comes from.")
@click.option(
    "--statistics", is_flag=True, help="Show a table of findings by rule, and what was suppressed."
)
@click.option("-q", "--quiet", is_flag=True, help="No summary on stderr.")
@click.option(
    "--color",
    type=click.Choice(("auto", "always", "never")),
    default="auto",
    help="Colour and source excerpts. [default: on a terminal]",
)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=print_version,
    help="Show the version.",
)
@click.pass_obj
def command(run: Run, /, paths: tuple[str, ...], **options: Any) -> None:
    """Lint Kubernetes manifests: files and directories, or - alone for stdin.

    Without PATHS, the current directory. Exit code 0: nothing at or above --fail-on; 1: findings at
    or above it; 2: podlint could not do its job.
    """
    run(paths or (HERE,), options)
