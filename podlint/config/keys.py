"""The keys of ``.podlint.yaml``: the one place that names them, with their types and what they do."""

from __future__ import annotations

from podlint.config.rule_shapes import SEVERITIES, RuleName, RuleSettings
from podlint.config.shapes import (
    Choice,
    Day,
    Either,
    Existing,
    Flag,
    Glob,
    Key,
    Keys,
    Many,
    OneOrMany,
    PackName,
    Seconds,
    Text,
    Version,
)

FAIL_ON = (*SEVERITIES, "never")

_IMAGE = Text("a pattern of images such as acme/log-*", r"[^\s/]+(?:/[^\s/]+)*")
_IMAGES = Many(_IMAGE, "patterns of images")
_STEPS = Text(
    "the way to a Pod template such as spec.template or spec.jobs[].template",
    r"[A-Za-z_][\w-]*(?:\[\])?(?:\.[A-Za-z_][\w-]*(?:\[\])?)*",
)
_GLOBS = OneOrMany(Glob())

IGNORE_ENTRY = Keys(
    (
        Key("rule", OneOrMany(RuleName(checks=True)), "A rule, rule/check, a group or all.", True),
        Key("path", _GLOBS, "Files, in the syntax of a .gitignore."),
        Key("kind", Text(), "The kind of the object; * stands for anything."),
        Key("namespace", Text(), "The namespace of the object; * stands for anything."),
        Key("name", Text(), "The name of the object; * stands for anything."),
        Key("container", Text(), "The name of the container; * stands for anything."),
        Key("reason", Text(), "Why the finding is fine here."),
        Key("until", Day(), "The last day on which the entry counts."),
    ),
    "key of an entry",
)
WORKLOAD = Keys(
    (
        Key("group", Text("a group such as acme.io", r"[a-z0-9.-]+"), "The API group.", True),
        Key("kind", Text("a kind such as WebApp", r"[A-Z]\w*"), "The kind.", True),
        Key("path", _STEPS, "Where the Pod template stands; [] is every item of a list.", True),
    ),
    "key of a workload",
)
KNOWN = Keys(
    (
        Key("sidecar", _IMAGES, "Images of helpers beside an application."),
        Key("ambassador", _IMAGES, "Images of proxies for what an application sends or gets."),
        Key("adapter", _IMAGES, "Images of what translates for others, such as exporters."),
        Key("server", _IMAGES, "Images of applications that stand alone, such as databases."),
        Key("control-plane", _IMAGES, "Images that may rightly run as static Pods."),
        Key("slow", Seconds(_IMAGE), "Images that start slowly: seconds until they answer."),
    ),
    "table",
    nullable=True,
)
OVERRIDE = Keys(
    (
        Key("path", _GLOBS, "Files, in the syntax of a .gitignore.", True),
        Key("rules", RuleSettings(), "As the key rules, for these files.", True),
    ),
    "key of an override",
)
ROOT = Keys(
    (
        Key(
            "extends",
            Many(Text("a file"), "files"),
            "Configurations of this repository that are read before this one, which goes before "
            "them. Paths are relative to this file.",
        ),
        Key(
            "select",
            Many(RuleName(), "rules and groups", least=1),
            "Rules that run: ids, groups, default or all.",
        ),
        Key(
            "ignore",
            Many(Either(IGNORE_ENTRY, RuleName()), "rules and groups, or of entries"),
            "Findings that are left out: an entry says which and why. "
            "A plain name is a rule or group that does not run at all.",
        ),
        Key(
            "rules",
            RuleSettings(),
            "Rules one by one: off, a severity, or a mapping with severity and options.",
        ),
        Key(
            "overrides",
            Many(OVERRIDE, "mappings with path and rules"),
            "Other severities and options for some files, or rules that are off there. "
            "Of several that name a file, the last one counts.",
        ),
        Key(
            "packs",
            Many(PackName(), "names of rule packs"),
            "Installed rule packs of others whose default rules run.",
        ),
        Key("fail-on", Choice(FAIL_ON), "Lowest severity that makes the exit code 1."),
        Key(
            "kubernetes-version",
            OneOrMany(Version()),
            "Versions to judge for, in quotes: 1.34, 1.31,1.37 or 1.31..1.37.",
        ),
        Key(
            "schemas",
            Many(Existing(), "paths"),
            "CRDs or JSON Schemas of custom resources: files and directories, "
            "relative to this file.",
        ),
        Key(
            "exclude",
            Many(Glob(), "patterns"),
            "What is not linted, in the syntax of a .gitignore, relative to this file. "
            "It binds files that are named on the command line, too.",
        ),
        Key("gitignore", Flag(), "Whether what git ignores is left out of directories."),
        Key("allow-empty", Flag(), "Whether a directory without a manifest is no failure."),
        Key("require-reason", Flag(), "Whether an ignore without a reason is a finding."),
        Key(
            "baseline",
            Text("a file"),
            "The file with the findings that were there before, relative to this file.",
        ),
        Key(
            "workloads",
            Many(WORKLOAD, "mappings with group, kind and path"),
            "Custom resources that hold a Pod template.",
        ),
        Key("known", KNOWN, "Images that podlint is to know, beside those that it knows."),
    ),
    "option",
    nullable=True,
)
