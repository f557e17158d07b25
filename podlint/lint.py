"""Linting one file: its documents, their manifests, and every rule on each of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any, NamedTuple, TypeAlias

from podlint import schema
from podlint.document import Document, Source, load
from podlint.ignores import Linted, ignores
from podlint.kubernetes import (
    DocumentView,
    Manifest,
    Nature,
    Project,
    Target,
    manifests,
    placements,
    ranges,
    workloads,
)
from podlint.meant import as_meant
from podlint.model import (
    AmbiguousScalarFault,
    Fault,
    Finding,
    IgnoreFault,
    Mark,
    Path,
    Place,
    Problem,
    SchemaFault,
    Severity,
    Skip,
    SyntaxFault,
)
from podlint.model.lazy import pattern
from podlint.model.record import replace
from podlint.place import Placer
from podlint.profile import Profile
from podlint.rule import Rule
from podlint.suppress import Ignore

Check: TypeAlias = tuple[Rule, Callable[[Any], Iterable[Problem]]]
"""A rule, and the method of it that looks at something."""

_READ_BY_PROGRAMS = frozenset({"kops.k8s.io"})
"""Groups whose definitions lie in repositories whose files no API server ever reads."""

INTERNAL_ERROR = "internal-error"
TEMPLATE = "template"
_MANIFEST_KEY = pattern(r"^[ {,]*[\"']?(?:apiVersion|kind)[\"']?[ \t]*:", re.M)
_TEMPLATE_TEXT = pattern(r"\{\{|\{%|@[A-Z][A-Z0-9_]*@")
_TEMPLATE_LINE = pattern(r"^[ \t]*(?:\{\{.*\}\}|\{%.*%\})[ \t]*\r?$", re.M)


class FileResult:
    """What was found in one file, before anything is suppressed."""

    def __init__(self) -> None:
        self.findings: list[Finding] = []
        self.ignores: list[Ignore] = []
        self.skips: list[Skip] = []
        self.manifests = 0
        self.unjudged = 0
        """Custom resources among the manifests for which there is no schema."""
        self.crashed = False
        self.twins: dict[tuple[object, ...], int] = {}
        """How often each finding was made, for fingerprints that tell twins apart."""


class Hooks(NamedTuple):
    """What is called for the objects of a nature, for their Pods and for the containers of those."""

    manifests: tuple[Check, ...]
    workloads: tuple[Check, ...]
    containers: tuple[Check, ...]


class RuleSet:
    """The rules of a run, each under the hooks it implements and the faults it claims."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self.rules = tuple(rules)
        self.documents = _checks(rules, "check_document")
        self._hooks: dict[Nature, Hooks] = {}
        self._claiming: dict[type[Fault], tuple[Rule, ...]] = {}
        self.wants_schema = any(
            issubclass(fault, SchemaFault) for rule in rules for fault in rule.claims
        )
        self.groups = {rule.id: rule.group for rule in rules}
        self.words_ignores = any(
            issubclass(fault, IgnoreFault) for rule in rules for fault in rule.claims
        )

    def __reduce__(self) -> tuple[Any, ...]:
        return RuleSet, (self.rules,)

    def hooks(self, nature: Nature) -> Hooks:
        """What there is to call for objects of a nature."""
        hooks = self._hooks.get(nature)
        if hooks is None:
            rules = [rule for rule in self.rules if nature in rule.natures]
            names = ("check_manifest", "check_workload", "check_container")
            hooks = self._hooks[nature] = Hooks(*(_checks(rules, name) for name in names))
        return hooks

    def claiming(self, fault: Fault) -> tuple[Rule, ...]:
        """The rules that word ``fault``."""
        kind = type(fault)
        if kind not in self._claiming:
            self._claiming[kind] = tuple(
                rule for rule in self.rules if issubclass(kind, rule.claims)
            )
        return self._claiming[kind]


def _checks(rules: Sequence[Rule], hook: str) -> tuple[Check, ...]:
    """The rules that implement a hook, each with its method."""
    implementing = (rule for rule in rules if getattr(type(rule), hook) is not getattr(Rule, hook))
    return tuple((rule, getattr(rule, hook)) for rule in implementing)


def lint_source(source: Source, rules: RuleSet, project: Project, profile: Profile) -> FileResult:
    """Everything that ``rules`` find in one file."""
    return lint_documents(list(load(source)), rules, project, profile)


def lint_documents(
    documents: Sequence[Document], rules: RuleSet, project: Project, profile: Profile
) -> FileResult:
    """Everything that ``rules`` find in the documents of one file, for every target."""
    results = [_lint_for(target, documents, rules, project, profile) for target in profile.targets]
    return results[0] if len(results) == 1 else _merged(results, profile.targets)


def _lint_for(
    target: Target,
    documents: Sequence[Document],
    rules: RuleSet,
    project: Project,
    profile: Profile,
) -> FileResult:
    result = FileResult()
    found = [manifests(document, project, target, profile.known) for document in documents]
    linted: list[Linted] = []
    templates: list[Document] = []
    spoken = False
    for document, objects in zip(documents, found, strict=True):
        linter = _DocumentLinter(document, objects, rules, project, profile, result)
        if linter.is_template():
            result.skips.append(Skip(document.source.file, TEMPLATE, document.line))
            templates.append(document)
            continue
        if objects or linter.placements or is_meant_as_manifest(document, any(found)):
            linter.lint()
            spoken = True
        linted.append(Linted(document, objects, frozenset(linter.unjudged)))
    if spoken:
        result.ignores.extend(ignores(linted, templates))
    return result


def _merged(results: Sequence[FileResult], targets: tuple[Target, ...]) -> FileResult:
    """One result of one for each target: every finding once, with the versions it holds for."""
    held: dict[Finding, list[Target]] = {}
    for result, target in zip(results, targets, strict=True):
        for finding in result.findings:
            held.setdefault(finding, []).append(target)
    merged = results[-1]
    merged.findings = []
    for finding, having in held.items():
        versions = ranges(tuple(having), targets)
        message = f"{finding.message} (Kubernetes {versions})" if versions else finding.message
        merged.findings.append(replace(finding, message=message))
    merged.crashed = any(result.crashed for result in results)
    return merged


def is_meant_as_manifest(document: Document, among_manifests: bool) -> bool:
    """Whether a document without a manifest is worth a word: it does not parse, and should have."""
    if document.readable:
        return False
    if any(isinstance(each, SyntaxFault) and each.problem == "decode" for each in document.faults):
        return True
    return among_manifests or _MANIFEST_KEY.search(document.text) is not None


def crash_problem(rule: Rule, error: BaseException, place: Place | Mark) -> Problem:
    """What is reported of a rule that crashed."""
    what = f"{type(error).__name__}: {error}"
    message = f"the rule {rule.id} crashed here and did not finish: {what}"
    help = "this is a fault of the rule, not of the manifest; please report it"
    return Problem(place, " ".join(message.split()), help=help)


class _DocumentLinter:
    """One document, and the rules on their way through it."""

    def __init__(
        self,
        document: Document,
        objects: list[Manifest],
        rules: RuleSet,
        project: Project,
        profile: Profile,
        result: FileResult,
    ) -> None:
        self.document = document
        self.objects = objects
        self.rules = rules
        self.project = project
        self.schemas = profile.schemas
        self.result = result
        self.placer = Placer(document, result.twins)
        self.unjudged: set[Path] = set()
        target = objects[0].target if objects else Target(0)
        self.placements = (
            placements(document, project, target, profile.known) if document.readable else ()
        )

    def is_template(self) -> bool:
        """Whether it fails to be read because it is the text of a template."""
        marks = [
            fault.place.line
            for fault in self.document.faults
            if isinstance(fault, SyntaxFault)
            and isinstance(fault.place, Mark)
            and fault.problem in ("parse", "collection-key", "separator")
        ]
        if not marks:
            return False
        line_text = self.document.source.line_text
        if any(_TEMPLATE_TEXT.search(line_text(line)) for line in marks):
            return True
        return not self.document.readable and bool(_TEMPLATE_LINE.search(self.document.text))

    def lint(self) -> None:
        """Run every rule where it belongs."""
        self.result.manifests += len(self.objects)
        for fault in self.document.faults:
            owner = self.owner(fault.place)
            self.word(self.typed(fault, owner), owner)
        view = DocumentView(
            self.document.source.file,
            self.document.index,
            self.document.data,
            self.project,
            tuple(self.objects),
            self.placements,
        )
        owner = self.objects[0] if len(self.objects) == 1 else None
        self.take(self.rules.documents, view, owner)
        for manifest in self.objects:
            self.lint_manifest(manifest)

    def owner(self, place: Place | Mark) -> Manifest | None:
        """The object that a place stands in."""
        if isinstance(place, Place):
            for manifest in self.objects:
                if place.path[: len(manifest.path)] == manifest.path:
                    return manifest
        return self.objects[0] if len(self.objects) == 1 else None

    def lint_manifest(self, manifest: Manifest) -> None:
        """Run the rules on one object and all that it holds."""
        if self.rules.wants_schema:
            faults = self.schema_faults(manifest)
            for fault in faults:
                self.word(fault, manifest)
            if faults:
                meant, self.placer.renames = as_meant(manifest, faults)
                self.placer.as_written = meant is manifest
                self.check(meant, manifest)
                self.placer.renames, self.placer.as_written = {}, True
                return
        self.check(manifest, manifest)

    def check(self, manifest: Manifest, written: Manifest) -> None:
        """Call the rules on one object, its Pods and their containers.

        What they say is about the object as it is ``written``.
        """
        hooks = self.rules.hooks(manifest.nature)
        self.take(hooks.manifests, manifest, written)
        for workload in workloads(manifest):
            self.take(hooks.workloads, workload, written)
            for container in workload.containers:
                self.take(hooks.containers, container, written, container.name)

    def schema_faults(self, manifest: Manifest) -> Sequence[Fault]:
        """What there is to say of an object's kind, and what the schema of its kind has to say."""
        version = manifest.target.version
        kind = None
        if manifest.api_version:
            kind = schema.kind_fault(manifest.path, version, manifest.api_version, manifest.kind)
        if kind is not None and not kind.served:
            return (kind,)
        if kind is None and manifest.group and not self.is_built_in(manifest):
            return self.custom_faults(manifest)
        faults = self.shape_faults(manifest)
        return faults if kind is None else (kind, *faults)

    def typed(self, fault: Fault, manifest: Manifest | None) -> Fault:
        """The fault, with what the schema of the manifest wants where an ambiguous scalar stands."""
        if not isinstance(fault, AmbiguousScalarFault) or not isinstance(fault.place, Place):
            return fault
        if manifest is None:
            return fault
        steps = fault.place.path[len(manifest.path) :]
        if fault.place.part == "key":
            return replace(fault, known=bool(self.wanted(manifest, steps[:-1]).fields))
        return replace(fault, wanted=self.wanted(manifest, steps).types)

    def wanted(self, manifest: Manifest, steps: Path) -> schema.Wanted:
        """What the schema of an object wants at ``steps``."""
        version = manifest.target.version
        if not manifest.group or self.is_built_in(manifest):
            return schema.wanted(manifest.data, steps, version)
        from podlint.schema import custom

        known = self.project.definitions
        return custom.wanted(manifest.data, steps, given=self.schemas, found=known, version=version)

    def is_built_in(self, manifest: Manifest) -> bool:
        """Whether Kubernetes itself has the kind."""
        return schema.knows(manifest.target.version, manifest.api_version, manifest.kind)

    def custom_faults(self, manifest: Manifest) -> Sequence[Fault]:
        """What the definition of a custom resource has to say, if one is at hand."""
        if manifest.group in _READ_BY_PROGRAMS:
            self.result.unjudged += 1
            return ()
        from podlint.schema import custom

        faults = custom.faults(
            manifest.data,
            manifest.path,
            given=self.schemas,
            found=self.project.definitions,
            version=manifest.target.version,
            patch=manifest.nature is Nature.PATCH,
            written=self.written,
        )
        if faults is None:
            self.result.unjudged += 1
            self.unjudged.add(manifest.path)
        return faults or ()

    def shape_faults(self, manifest: Manifest) -> Sequence[Fault]:
        """What the schema of its kind has to say about an object."""
        return schema.faults(
            manifest.data,
            manifest.path,
            version=manifest.target.version,
            patch=manifest.nature is Nature.PATCH,
            written=self.written,
        )

    def written(self, path: Path) -> str:
        """The plain scalar at a Path as it is written; a Layout is made only when this is asked."""
        return self.document.layout.written(path)

    def word(self, fault: Fault, manifest: Manifest | None) -> None:
        """Hand a fault to the rules that claim it."""
        claiming = self.rules.claiming(fault)
        checks = [(rule, partial(rule.check_fault, manifest=manifest)) for rule in claiming]
        self.take(checks, fault, manifest)

    def take(
        self,
        checks: Iterable[Check],
        subject: object,
        manifest: Manifest | None,
        container: str = "",
    ) -> None:
        """Run checks and place what they yield; a crash is a finding, and the others go on."""
        for rule, check in checks:
            try:
                for problem in check(subject):
                    self.add(rule.id, rule.severity, problem, manifest, container)
            except (Exception, SystemExit) as error:
                self.result.crashed = True
                place = Mark(self.document.line, 1) if manifest is None else manifest.kind_place
                problem = crash_problem(rule, error, place)
                self.add(INTERNAL_ERROR, Severity.ERROR, problem, manifest, container)

    def add(
        self,
        rule: str,
        severity: Severity,
        problem: Problem,
        manifest: Manifest | None,
        container: str,
    ) -> None:
        """Add a finding."""
        finding = self.placer.finding(rule, severity, problem, manifest, container)
        self.result.findings.append(finding)
