"""The command line: a thin caller of the engine."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NoReturn

from podlint.console import HERE, TROUBLE, Stop, answer, say

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeAlias

    from podlint.config import Config
    from podlint.fixer import Wanted
    from podlint.model import Run
    from podlint.profile import Profile
    from podlint.registry import Pack
    from podlint.rule import Rule

    Settle: TypeAlias = Callable[[Run, Sequence[Rule], Profile], tuple[Run, list[str]]]

INTERRUPTED = 130
"""What a shell says of a program that Ctrl-C ended; click's own code is that of findings."""
PLAIN: Mapping[str, Any] = {
    **dict.fromkeys(
        "add_ignore baseline cache_dir config explain fail_on jobs kubernetes_version output"
        " stdin_filename write_baseline".split()
    ),
    **dict.fromkeys(
        "allow_empty diff fix list_rules no_cache no_config no_gitignore no_ignore quiet show_config"
        " show_files statistics unsafe_fixes".split(),
        False,
    ),
    **dict.fromkeys("exclude ignore report schemas select".split(), ()),
    "color": "auto",
    "format_": "text",
}
"""The options where none is given: as click makes them, without importing it."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command; it ends with its exit code."""
    given = sys.argv[1:] if arguments is None else arguments
    try:
        if os.name == "posix" and _are_paths(given):
            _end(tuple(given) or (HERE,), dict(PLAIN))
        from podlint.arguments import command

        command.main(args=arguments, prog_name="podlint", obj=_end)
    except Stop as stop:
        say(f"podlint: {stop}")
        sys.exit(TROUBLE)
    except OSError as error:  # such as that of a working directory that was removed
        say(f"podlint: {error}")
        sys.exit(TROUBLE)


def _are_paths(arguments: Sequence[str]) -> bool:
    """Whether there is no option, and nothing else for click to do, such as to complete a word."""
    if "_PODLINT_COMPLETE" in os.environ:
        return False
    return all(each == "-" or (each and not each.startswith("-")) for each in arguments)


def _end(paths: tuple[str, ...], options: dict[str, Any]) -> NoReturn:
    try:
        sys.exit(_run(paths, options))
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)


def _run(paths: tuple[str, ...], options: dict[str, Any]) -> int:
    from podlint.config.command import chosen_rules
    from podlint.outcome import Outcome
    from podlint.output import requested
    from podlint.registry import load_packs
    from podlint.trouble import Trouble

    _check_call(paths, options)
    try:
        packs = load_packs()
        config = _configuration(paths, options, packs)
        rules = chosen_rules(packs, config)
        if options["list_rules"] or options["explain"]:
            return _answer(packs, rules, options)
        if options["show_config"]:
            return _show_config(config)
        profile = _profile(config)
        if options["show_files"]:
            return _show_files(paths, rules, profile, config)
        settle = _settling(options, config, paths)
        baselines = [each for each in (config.baseline, options["write_baseline"]) if each]
        reports = requested(options["format_"], options["output"], options["report"], baselines)
        fixes = _fixes(options)
        data = _stdin() if "-" in paths else None
        run = _lint(paths, data, options, rules, profile, config)
        run, notes = settle(run, rules, profile) if settle else (run, [])
        output: bytes | None = None
        troubles: list[str] = []
        if fixes:
            from podlint.fixer import mend

            named = paths if data is None else (options["stdin_filename"] or "",)
            mended = mend(run, named, fixes, config, rules, profile, data)
            run, output, more, troubles, data = mended
            notes = [*notes, *more]
        outcome = Outcome(run, rules, profile, config, options, troubles)
        outcome.write(reports, data, output)
    except Trouble as error:
        raise Stop(str(error)) from error
    outcome.sum_up(notes, reports)
    return outcome.code


def _profile(config: Config) -> Profile:
    from podlint.config.command import profile_of

    profile = profile_of(config)
    if not config.schemas:
        return profile
    from podlint.model.record import replace
    from podlint.schema.custom import read_schemas

    return replace(profile, schemas=read_schemas(config.schemas))


def _settling(options: dict[str, Any], config: Config, paths: tuple[str, ...]) -> Settle | None:
    """What settles old findings, where a baseline or ignore comments are asked for."""
    asked = (options[name] for name in ("baseline", "write_baseline"))
    if options["add_ignore"] is None and not any(asked) and not config.baseline:
        return None
    from podlint.debt import settled, wanted_of

    wanted = wanted_of(options, config, paths)
    return lambda run, rules, profile: settled(run, paths, wanted, config, rules, profile)


def _check_call(paths: tuple[str, ...], options: dict[str, Any]) -> None:
    try:
        os.getcwd()
    except OSError as error:
        raise Stop(f"the working directory cannot be read: {error.strerror or error}") from error
    if options["config"] and options["no_config"]:
        raise Stop("--config and --no-config contradict each other")
    if "-" not in paths:
        if options["stdin_filename"]:
            raise Stop("--stdin-filename names what - (stdin) holds, and - is not given")
    elif len(paths) > 1:
        raise Stop("- (stdin) cannot be linted together with other paths")


def _configuration(
    paths: tuple[str, ...], options: dict[str, Any], packs: Sequence[Pack]
) -> Config:
    """What the configuration says, and the command line before it."""
    from podlint.config import Config, find_config, read_config
    from podlint.config.command import with_options

    file = options["config"]
    if not file and not options["no_config"]:
        file = find_config(paths, options["stdin_filename"])
    return with_options(read_config(file, packs) if file else Config(), options)


def _show_config(config: Config) -> int:
    from podlint.config.show import config_page
    from podlint.profile import Profile

    answer(config_page(config, Profile().targets[-1].version))
    return 0


def _show_files(
    paths: tuple[str, ...], rules: Sequence[Rule], profile: Profile, config: Config
) -> int:
    from podlint.config.command import exclusions
    from podlint.files import file_list

    if "-" in paths:
        raise Stop("--show-files shows files, and - is none")
    answer(file_list(paths, rules, profile, exclusions(config), os.getcwd()))
    return 0


def _answer(packs: Any, rules: Any, options: dict[str, Any]) -> int:
    from podlint.catalogue import UnknownRuleError, explanation, rule_list

    if options["list_rules"]:
        answer(rule_list(packs, rules))
    else:
        try:
            answer(explanation(packs, options["explain"]))
        except UnknownRuleError as error:
            raise Stop(str(error)) from error
    return 0


def _fixes(options: dict[str, Any]) -> Wanted | None:
    """What is to be mended, if that is asked for."""
    if not any(options[name] for name in ("fix", "unsafe_fixes", "diff")):
        return None
    from podlint.fixer import wanted_of

    return wanted_of(options)


def _stdin() -> bytes:
    if sys.stdin is None:
        raise Stop("- (stdin) cannot be read: it is closed")
    return sys.stdin.buffer.read()


def _cache_directory(options: Mapping[str, Any]) -> str:
    """Where results are kept; empty for nowhere."""
    if options["no_cache"]:
        return ""
    from podlint.cache.directory import cache_directory

    return options["cache_dir"] or os.environ.get("PODLINT_CACHE_DIR") or cache_directory()


def _lint(
    paths: tuple[str, ...],
    data: bytes | None,
    options: dict[str, Any],
    rules: Sequence[Rule],
    profile: Profile,
    config: Config,
) -> Run:
    from podlint.config.command import exclusions, suppressions
    from podlint.engine import lint_paths, lint_stdin
    from podlint.progress import Progress

    if data is None:
        with Progress() as progress:
            return lint_paths(
                paths,
                rules=rules,
                profile=profile,
                exclusions=exclusions(config, options["write_baseline"]),
                overrides=config.overrides,
                suppressions=suppressions(config, audit=options["no_ignore"]),
                progress=progress,
                jobs=options["jobs"] or 0,
                cache_directory=_cache_directory(options),
            )
    return lint_stdin(
        data,
        options["stdin_filename"] or "",
        rules=rules,
        profile=profile,
        exclusions=exclusions(config),
        overrides=config.overrides,
        suppressions=suppressions(config, audit=options["no_ignore"]),
    )
