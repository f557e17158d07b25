"""Security contexts that contradict themselves, or the Pod around them."""

from __future__ import annotations

from typing import Any

from podlint.rule import Path, Role
from podlint_rules.invalid_value.found import Check, Found, Mapped, fields, given, mapping, mappings

_FIRST_MINOR_WITH_PROC_MOUNT = 33


def profile(kind: str) -> Check:
    """A seccomp or AppArmor profile: Localhost, and no other type, names a file."""

    def check(found: Found, value: Any, path: Path) -> None:
        if not isinstance(value, dict):
            return
        local, name = value.get("type") == "Localhost", value.get("localhostProfile")
        if local and not name:
            found.value(
                (*path, "type"),
                "localhost-profile",
                f"{kind} profile of the type Localhost needs a localhostProfile",
            )
        elif not local and name is not None and value.get("type"):
            found.key(
                (*path, "localhostProfile"),
                "localhost-profile",
                f"only {kind} profile of the type Localhost has a localhostProfile, "
                f"and this is {value['type']}",
                given=(value["type"],),
            )

    return check


_PROFILES: dict[str, Check] = {
    "appArmorProfile": profile("an AppArmor"),
    "seccompProfile": profile("a seccomp"),
}
_check_profiles = fields(_PROFILES)


def container_context(found: Found, value: Any, path: Path) -> None:
    """The security context of a container."""
    if not isinstance(value, dict):
        return
    if value.get("allowPrivilegeEscalation") is False:
        _escalation(found, value, path)
    if "procMount" in value and found.minor >= _FIRST_MINOR_WITH_PROC_MOUNT:
        _proc_mount(found, value["procMount"], (*path, "procMount"))
    if "runAsUser" in value or "runAsNonRoot" in value:
        _root(found, value, path)
    if mapping(value.get("windowsOptions")).get("hostProcess") is True:
        pod = mapping(mapping(found.pod.get("securityContext")).get("windowsOptions"))
        if pod.get("hostProcess") is not True:
            host_process(found, value, path)
    _check_profiles(found, value, path)


def _escalation(found: Found, value: Mapped, path: Path) -> None:
    place = (*path, "allowPrivilegeEscalation")
    if value.get("privileged") is True:
        found.value(
            place,
            "privilege-escalation",
            "allowPrivilegeEscalation cannot be false in a privileged container",
            help="remove one of the two",
        )
    added = mapping(value.get("capabilities")).get("add")
    if isinstance(added, list) and "CAP_SYS_ADMIN" in added:
        found.value(
            place,
            "privilege-escalation",
            "allowPrivilegeEscalation cannot be false in a container that adds CAP_SYS_ADMIN",
        )


def _proc_mount(found: Found, value: object, path: Path) -> None:
    if value == "Unmasked" and found.pod.get("hostUsers") is not False:
        found.value(
            path,
            "proc-mount",
            "procMount Unmasked needs a Pod with hostUsers: false",
            help="set hostUsers: false in the Pod",
        )


def _root(found: Found, value: Mapped, path: Path) -> None:
    """Fields of the container win over those of the Pod, and absent or null ones do not count."""
    pod = mapping(found.pod.get("securityContext"))
    own = {name: value.get(name) for name in ("runAsUser", "runAsNonRoot")}
    user = pod.get("runAsUser") if own["runAsUser"] is None else own["runAsUser"]
    never_root = pod.get("runAsNonRoot") if own["runAsNonRoot"] is None else own["runAsNonRoot"]
    if never_root is True and _is_root(user):
        field = "runAsNonRoot" if own["runAsUser"] is None else "runAsUser"
        _report_root(found, (*path, field), other="" if all(_set(own)) else " of the Pod")


def _is_root(user: object) -> bool:
    return type(user) is int and user == 0


def _set(own: Mapped) -> list[bool]:
    return [each is not None for each in own.values()]


def _report_root(found: Found, path: Path, other: str) -> None:
    pair = {
        "runAsUser": f"runAsUser 0 is root, and runAsNonRoot{other} is true",
        "runAsNonRoot": f"runAsNonRoot is true, and runAsUser{other} is 0, which is root",
    }
    found.value(
        path,
        "run-as-root",
        f"{pair[str(path[-1])]}: the kubelet will not start the container",
        help="choose a user other than 0, or do without runAsNonRoot",
    )


def pod_context(found: Found, value: Any, path: Path) -> None:
    """The security context of a Pod."""
    if not isinstance(value, dict):
        return
    root = value.get("runAsNonRoot") is True and _is_root(value.get("runAsUser"))
    if root and _inherits(found.pod):
        _report_root(found, (*path, "runAsUser"), other="")
    _check_profiles(found, value, path)
    if value.get("sysctls"):
        _sysctls(found, value["sysctls"], (*path, "sysctls"))


def _inherits(pod: Mapped) -> bool:
    """Whether there is a container that sets neither field of its own."""
    for field in ("containers", "initContainers"):
        for _, container in mappings(pod.get(field)):
            context = mapping(container.get("securityContext"))
            if not given(context, ("runAsUser", "runAsNonRoot")):
                return True
    return False


_IPC = ("kernel.shm", "kernel.msg", "kernel.sem", "fs.mqueue.")


def _sysctls(found: Found, value: object, path: Path) -> None:
    seen: set[object] = set()
    for index, sysctl in mappings(value):
        name = sysctl.get("name")
        if not isinstance(name, str):
            continue
        name = name.replace("/", ".")
        place = (*path, index, "name")
        if name in seen:
            found.value(place, "sysctl", f"the sysctl {name} is set twice")
        seen.add(name)
        if name.startswith("net.") and found.pod.get("hostNetwork") is True:
            found.value(place, "sysctl", f"{name} belongs to the network, and hostNetwork is true")
        elif name.startswith(_IPC) and found.pod.get("hostIPC") is True:
            found.value(place, "sysctl", f"{name} belongs to the IPC namespace; hostIPC is true")


# --- Users of the host ----------------------------------------------------------------------------


def host_users(found: Found, value: Any, path: Path) -> None:
    """A Pod with users of its own shares nothing else with the node."""
    if value is not False or found.minor < _FIRST_MINOR_WITH_PROC_MOUNT:
        return
    for field in ("hostNetwork", "hostPID", "hostIPC"):
        if found.pod.get(field) is True:
            found.value(
                (*path[:-1], field),
                "host-users",
                f"{field} cannot be true where hostUsers is false",
                help="remove one of the two",
            )


# --- Operating systems ----------------------------------------------------------------------------

_NOT_ON_WINDOWS_POD = frozenset({"hostIPC", "hostPID", "hostUsers", "shareProcessNamespace"})
_NOT_ON_WINDOWS_CONTEXT = frozenset(
    """
    appArmorProfile fsGroup fsGroupChangePolicy runAsGroup runAsUser seLinuxChangePolicy
    seLinuxOptions seccompProfile supplementalGroups supplementalGroupsPolicy sysctls
    """.split()
)
_NOT_ON_WINDOWS_CONTAINER = frozenset(
    """
    allowPrivilegeEscalation appArmorProfile capabilities privileged procMount
    readOnlyRootFilesystem runAsGroup runAsUser seLinuxOptions seccompProfile
    """.split()
)
_LISTS = (
    ("initContainers", Role.INIT),
    ("containers", Role.APP),
    ("ephemeralContainers", Role.EPHEMERAL),
)


def operating_system(found: Found, value: Any, path: Path) -> None:
    """Fields that a Pod of this operating system cannot have."""
    name = mapping(value).get("name")
    pod_path = path[:-1]
    if name == "windows":
        for field in given(found.pod, _NOT_ON_WINDOWS_POD):
            if found.pod[field] is not False or field in ("hostUsers", "shareProcessNamespace"):
                _misfit(found, (*pod_path, field), "windows")
        context = mapping(found.pod.get("securityContext"))
        for field in given(context, _NOT_ON_WINDOWS_CONTEXT):
            _misfit(found, (*pod_path, "securityContext", field), "windows")
        _contexts(found, pod_path, _NOT_ON_WINDOWS_CONTAINER, "windows")
    elif name == "linux":
        if mapping(found.pod.get("securityContext")).get("windowsOptions") is not None:
            _misfit(found, (*pod_path, "securityContext", "windowsOptions"), "linux")
        _contexts(found, pod_path, frozenset({"windowsOptions"}), "linux")


def _contexts(found: Found, path: Path, unfit: frozenset[str], name: str) -> None:
    for field, _ in _LISTS:
        for index, container in mappings(found.pod.get(field)):
            context = mapping(container.get("securityContext"))
            for wrong in given(context, unfit):
                _misfit(found, (*path, field, index, "securityContext", wrong), name)


def _misfit(found: Found, path: Path, name: str) -> None:
    found.key(path, "operating-system", f"a Pod whose os is {name} takes no {path[-1]}")


def host_process(found: Found, value: Any, path: Path) -> None:
    """Windows HostProcess Pods: all containers, and on the network of the node."""
    options = mapping(mapping(value).get("windowsOptions"))
    if options.get("hostProcess") is True and found.pod.get("hostNetwork") is not True:
        found.value(
            (*path, "windowsOptions", "hostProcess"),
            "host-process",
            "hostProcess containers need hostNetwork: true",
            help="set hostNetwork: true in the Pod",
        )
