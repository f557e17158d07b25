"""A restartPolicy of a container that this version of Kubernetes refuses or drops.

## What it does

Looks at the restartPolicy of containers (not at that of the Pod), which means something else in each
version: an init container with `restartPolicy: Always` is a native sidecar since 1.29; before, the
field is silently dropped. Other containers may have one since 1.35; 1.34 silently drops it, and
older versions refuse it. restartPolicyRules need a restartPolicy, are at most 20, and stand in
native sidecars since 1.36. A restartPolicy that only repeats the Pod's is worth knowing.

## Why it matters

Where it is refused, nothing is deployed. Where it is dropped, the container does not do what the
manifest says: a sidecar that is not restarted becomes an init container that never ends, and the Pod
never starts.

## What to do instead

Set restartPolicy for the whole Pod, or judge for the version that the cluster has. The fix removes what
says no more than the Pod does, and what an ephemeral container may not have.

## When it is fine

When no cluster older than 1.35 gets the manifest.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from podlint.rule import (
    Bad,
    Container,
    Delete,
    Fix,
    Good,
    Problem,
    Role,
    Rule,
    Severity,
    has_placeholder,
    key_of,
    value_of,
)


class MisplacedRestartPolicy(Rule):
    """Looks at the restartPolicy of containers, version by version."""

    id = "misplaced-restart-policy"
    group = "containers"
    summary = "a container's own restartPolicy that is refused, dropped or without effect"
    severity = Severity.ERROR
    examples = (
        Bad(
            title="Rules without a policy",
            text="""\
apiVersion: v1
kind: Pod
metadata:
  name: train
spec:
  restartPolicy: Never
  containers:
    - name: train
      image: acme/train:1
      restartPolicyRules:  # expect: misplaced-restart-policy(error)
        - action: Restart
          exitCodes: {operator: In, values: [42]}
    - name: watch
      image: acme/watch:1
      restartPolicy: Never  # expect: misplaced-restart-policy(info)
""",
            fixed="""\
apiVersion: v1
kind: Pod
metadata:
  name: train
spec:
  restartPolicy: Never
  containers:
    - name: train
      image: acme/train:1
      restartPolicyRules:
        - action: Restart
          exitCodes: {operator: In, values: [42]}
    - name: watch
      image: acme/watch:1
""",
        ),
        Good(
            title="A native sidecar, and a container that is restarted on its own",
            text="""\
apiVersion: v1
kind: Pod
metadata:
  name: train
spec:
  restartPolicy: Never
  initContainers:
    - name: proxy
      image: acme/proxy:1
      restartPolicy: Always
  containers:
    - name: train
      image: acme/train:1
      restartPolicy: OnFailure
""",
        ),
    )

    def check_container(self, container: Container) -> Iterable[Problem]:
        data = container.data
        if "restartPolicy" not in data and "restartPolicyRules" not in data:
            return ()
        return _problems(container)


_POLICIES = frozenset({"Always", "Never", "OnFailure"})
_FIRST_MINOR = 28
_FIRST_MINOR_WITH_SIDECARS = 29
_FIRST_MINOR_THAT_DROPS = 34
_FIRST_MINOR_WITH_POLICIES = 35
_FIRST_MINOR_WITH_SIDECAR_RULES = 36
_MOST_RULES = 20


def _problems(container: Container) -> Iterator[Problem]:
    policy, rules = (container.data.get(field) for field in ("restartPolicy", "restartPolicyRules"))
    minor = container.workload.manifest.target.minor
    if policy is not None and not (isinstance(policy, str) and policy in _POLICIES):
        yield from _no_policy(container, policy, minor)
        return
    if policy is not None and minor >= _FIRST_MINOR:
        yield from _policy(container, policy, minor)
    if isinstance(rules, list) and rules and minor >= _FIRST_MINOR_THAT_DROPS:
        yield from _rules(container, policy, rules, minor)


def _no_policy(container: Container, policy: object, minor: int) -> Iterator[Problem]:
    """A word that is no policy; what is no string is wrong-type's."""
    if isinstance(policy, str) and policy and minor >= _FIRST_MINOR and not has_placeholder(policy):
        yield Problem(
            value_of((*container.path, "restartPolicy")),
            f'restartPolicy: "{policy}" is none of Always, OnFailure and Never',
            check="refused",
        )


def _problem(
    container: Container,
    field: str,
    check: str,
    message: str,
    help: str = "",
    fix: Fix | None = None,
) -> Problem:
    return Problem(key_of((*container.path, field)), message, help=help, check=check, fix=fix)


def _removal(container: Container, *, safe: bool) -> Fix:
    """Without the field nothing is other than Kubernetes has it."""
    place = key_of((*container.path, "restartPolicy"))
    return Fix((Delete(place),), "remove restartPolicy", safe=safe)


def _repeats(container: Container) -> bool:
    """Whether the policy says no more than that of the Pod."""
    data = container.data
    same = data.get("restartPolicy") == container.workload.restart_policy
    return same and not data.get("restartPolicyRules")


def _policy(container: Container, policy: str, minor: int) -> Iterator[Problem]:
    initial = "initContainers" in container.path
    if container.role is Role.EPHEMERAL:
        message = "an ephemeral container takes no restartPolicy: Kubernetes refuses it"
        fix = None if container.data.get("restartPolicyRules") else _removal(container, safe=True)
        yield _problem(container, "restartPolicy", "refused", message, "remove it", fix)
    elif minor < _FIRST_MINOR_WITH_SIDECARS and initial:
        yield _problem(
            container,
            "restartPolicy",
            "dropped",
            f"Kubernetes 1.28 silently drops the restartPolicy of an init container, {policy}",
            help="native sidecars are there from 1.29 on",
        )
    elif minor < _FIRST_MINOR_WITH_POLICIES and not (initial and policy == "Always"):
        yield _too_early(container, policy, minor, initial)
    elif minor >= _FIRST_MINOR_WITH_POLICIES and container.role is not Role.SIDECAR:
        yield from _repeated(container, policy)


def _too_early(container: Container, policy: str, minor: int, initial: bool) -> Problem:
    where = "an init container" if initial else "a container that is no init container"
    if minor >= _FIRST_MINOR_THAT_DROPS:
        fate, check = "silently drops", "dropped"
    else:
        fate, check = "refuses", "refused"
    return _problem(
        container,
        "restartPolicy",
        check,
        f"Kubernetes 1.{minor} {fate} the restartPolicy {policy} of {where}; 1.35 is the first "
        "that takes it",
        help="set restartPolicy for the Pod"
        if not initial
        else "only Always is taken there, for a native sidecar",
        fix=_removal(container, safe=True) if _repeats(container) else None,
    )


def _repeated(container: Container, policy: str) -> Iterator[Problem]:
    if _repeats(container):
        yield Problem(
            key_of((*container.path, "restartPolicy")),
            f"it repeats the restartPolicy of the Pod, {policy}, and changes nothing",
            help="remove it",
            severity=Severity.INFO,
            check="repeated",
            fix=_removal(container, safe=False),
        )


def _rules(
    container: Container, policy: object, rules: list[object], minor: int
) -> Iterator[Problem]:
    field, message, help, check = "restartPolicyRules", "", "", "rules"
    if minor < _FIRST_MINOR_WITH_POLICIES:
        message = "Kubernetes 1.34 silently drops restartPolicyRules; 1.35 is the first with them"
        check = "dropped"
    elif container.role is Role.EPHEMERAL:
        message = "an ephemeral container takes no restartPolicyRules: Kubernetes refuses it"
    elif policy is None:
        message = "restartPolicyRules need a restartPolicy beside them, and there is none"
        help = "add restartPolicy: what happens where no rule fits"
    elif container.role is Role.SIDECAR and minor < _FIRST_MINOR_WITH_SIDECAR_RULES:
        message = "a native sidecar takes restartPolicyRules from Kubernetes 1.36 on"
    elif len(rules) > _MOST_RULES:
        message = f"there are {len(rules)} restartPolicyRules, and at most {_MOST_RULES} are taken"
    if message:
        yield _problem(container, field, check, message, help)
