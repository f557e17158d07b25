"""What the API server refuses for the value of one field, beyond the published schemas.

``CONSTRAINTS`` says for each definition which of its fields are constrained. A field may be written

- ``field[]`` for the items of a list,
- ``field{}`` for the values of a map, ``field{key}`` for its keys,
- ``field.inner`` for a field of what stands there, in this place alone.

Constraints that do not hold for every version say so by ``since`` and ``until``. Values that only an
alpha feature allows are allowed from that version on. Empty strings are refused unless a constraint
takes them (``default_or``, ``maybe``). ``NAMES`` says how the objects of a kind may be named.

Where two fields are checked against each other there is a rule in Python instead.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from tools.api_syntax import (
    ABSOLUTE_PATH,
    ABSOLUTE_PATH_OR_NONE,
    ANNOTATION_KEY,
    BASE64,
    CIDR,
    CLUSTER_IP,
    CONFIG_KEY,
    CRON_JOB_NAME,
    DNS_1035_LABEL,
    DNS_LABEL,
    DNS_SUBDOMAIN,
    DNS_SUBDOMAIN_OR_PREFIX,
    DRIVER_NAME,
    ENV_FIELD_PATH,
    FILE_FIELD_PATH,
    FILE_MODE,
    FILE_PATH,
    HEADER_NAME,
    HOST,
    IMAGE,
    INT_OR_PERCENT,
    INT_OR_PERCENT_TO_100,
    IP,
    LABEL_KEY,
    LABEL_VALUE,
    NO_EMPTY_LIST,
    NOT_EMPTY,
    PATH_SEGMENT,
    PATH_WITHOUT_DOTS,
    PORT,
    PORT_NAME,
    PORT_OR_NAME,
    PORT_OR_NAME_OR_DEFAULT,
    PORT_OR_ZERO,
    QUANTITY,
    QUANTITY_ABOVE_0,
    QUANTITY_AT_LEAST_0,
    QUOTA_RESOURCE,
    RELAXED_ENV_NAME,
    RESOURCE_FIELD,
    RESOURCE_NAME,
    RESOURCE_OR_STORAGE,
    SPACED_CIDR,
    STRICT_ENV_NAME,
    SUB_PATH,
    SYSCTL,
    TLS_HOST,
    USER_ID,
    Constraint,
    at_least,
    at_most_items,
    between,
    default_or,
    maybe,
    one_of,
    since,
    until,
)

Constraints: TypeAlias = Constraint | tuple[Constraint, ...]

NOT_NEGATIVE = at_least(0)
POSITIVE = at_least(1)
PERCENT_WEIGHT = between(1, 100)
BYTE = between(0, 255)
PROTOCOL = one_of("TCP UDP SCTP")
DEFAULT_PROTOCOL = default_or("TCP UDP SCTP")
RBAC_GROUP = default_or("rbac.authorization.k8s.io")
RELAXED_SERVICE_NAME = (until(35, DNS_1035_LABEL), since(36, DNS_LABEL))

_CONTAINER: dict[str, Constraints] = {
    "name": DNS_LABEL,
    "image": IMAGE,
    "imagePullPolicy": default_or("Always IfNotPresent Never"),
    "terminationMessagePolicy": default_or("File FallbackToLogsOnError"),
}
_ROLLING: dict[str, Constraints] = {"maxUnavailable": INT_OR_PERCENT_TO_100}
_ACCESS_MODES: dict[str, Constraints] = {
    "accessModes": NO_EMPTY_LIST,
    "accessModes[]": one_of("ReadWriteOnce ReadOnlyMany ReadWriteMany ReadWriteOncePod"),
    "storageClassName": maybe(DNS_SUBDOMAIN),
    "volumeMode": one_of("Block Filesystem"),
}
_CONFIG_REFERENCE: dict[str, Constraints] = {"name": DNS_SUBDOMAIN, "key": CONFIG_KEY}
_WEBHOOK: dict[str, Constraints] = {
    "failurePolicy": one_of("Fail Ignore"),
    "matchPolicy": one_of("Equivalent Exact"),
    "sideEffects": one_of("None NoneOnDryRun"),
    "timeoutSeconds": between(1, 30),
    "admissionReviewVersions": NO_EMPTY_LIST,
}

CONSTRAINTS: Mapping[str, Mapping[str, Constraints]] = {
    # --- Every object ---
    "meta.v1.ObjectMeta": {
        "labels{key}": LABEL_KEY,
        "labels{}": LABEL_VALUE,
        "annotations{key}": ANNOTATION_KEY,
        "finalizers[]": LABEL_KEY,
    },
    "meta.v1.OwnerReference": {"name": NOT_EMPTY, "uid": NOT_EMPTY, "kind": NOT_EMPTY},
    "meta.v1.LabelSelector": {"matchLabels{key}": LABEL_KEY, "matchLabels{}": LABEL_VALUE},
    "meta.v1.LabelSelectorRequirement": {
        "key": LABEL_KEY,
        "operator": one_of("In NotIn Exists DoesNotExist"),
        "values[]": since(27, LABEL_VALUE),
    },
    "api.resource.Quantity": {"": QUANTITY},
    # --- Pods ---
    "core.v1.PodSpec": {
        "activeDeadlineSeconds": between(1, 2**31 - 1),
        "containers": NO_EMPTY_LIST,
        "dnsPolicy": default_or("ClusterFirst ClusterFirstWithHostNet Default None"),
        "hostname": maybe(DNS_LABEL),
        "nodeName": maybe(DNS_SUBDOMAIN),
        "nodeSelector{key}": LABEL_KEY,
        "nodeSelector{}": LABEL_VALUE,
        "overhead{}": QUANTITY_AT_LEAST_0,
        "preemptionPolicy": one_of("PreemptLowerPriority Never"),
        "priorityClassName": maybe(DNS_SUBDOMAIN),
        "restartPolicy": default_or("Always OnFailure Never"),
        "runtimeClassName": DNS_SUBDOMAIN,
        "serviceAccountName": maybe(DNS_SUBDOMAIN),
        "subdomain": maybe(DNS_LABEL),
    },
    "core.v1.PodOS": {"name": one_of("linux windows")},
    "core.v1.PodReadinessGate": {"conditionType": LABEL_KEY},
    "core.v1.PodSchedulingGate": {"name": LABEL_KEY},
    "core.v1.PodResourceClaim": {"name": DNS_LABEL},
    "core.v1.HostAlias": {"ip": IP, "hostnames[]": DNS_SUBDOMAIN},
    "core.v1.PodDNSConfig": {
        "nameservers": at_most_items(3),
        "nameservers[]": IP,
        # 6 of them before 1.26, unless a feature that was alpha then is on.
        "searches": at_most_items(32),
    },
    "core.v1.PodDNSConfigOption": {"name": NOT_EMPTY},
    "core.v1.PodSecurityContext": {
        "fsGroup": USER_ID,
        "fsGroupChangePolicy": one_of("Always OnRootMismatch"),
        "runAsGroup": USER_ID,
        "runAsUser": USER_ID,
        "seLinuxChangePolicy": one_of("MountOption Recursive"),
        "supplementalGroups[]": USER_ID,
        "supplementalGroupsPolicy": one_of("Merge Strict"),
    },
    "core.v1.Sysctl": {"name": SYSCTL},
    "core.v1.SeccompProfile": {
        "localhostProfile": SUB_PATH,
        "type": one_of("RuntimeDefault Localhost Unconfined"),
    },
    "core.v1.AppArmorProfile": {"type": one_of("RuntimeDefault Localhost Unconfined")},
    # --- Where a Pod may run ---
    "core.v1.Toleration": {
        "effect": default_or("NoSchedule PreferNoSchedule NoExecute"),
        "key": maybe(LABEL_KEY),
        "operator": (
            until(34, default_or("Exists Equal")),
            since(35, default_or("Exists Equal Lt Gt")),
        ),
        "value": LABEL_VALUE,
    },
    "core.v1.Taint": {
        "effect": one_of("NoSchedule PreferNoSchedule NoExecute"),
        "key": LABEL_KEY,
        "value": LABEL_VALUE,
    },
    "core.v1.NodeSelector": {"nodeSelectorTerms": NO_EMPTY_LIST},
    "core.v1.NodeSelectorRequirement": {
        "key": LABEL_KEY,
        "operator": one_of("In NotIn Exists DoesNotExist Gt Lt"),
    },
    "core.v1.PreferredSchedulingTerm": {"weight": PERCENT_WEIGHT},
    "core.v1.WeightedPodAffinityTerm": {"weight": PERCENT_WEIGHT},
    "core.v1.PodAffinityTerm": {
        "matchLabelKeys[]": LABEL_KEY,
        "mismatchLabelKeys[]": LABEL_KEY,
        "namespaces[]": DNS_LABEL,
        "topologyKey": LABEL_KEY,
    },
    "core.v1.TopologySpreadConstraint": {
        "matchLabelKeys[]": LABEL_KEY,
        "maxSkew": POSITIVE,
        "minDomains": POSITIVE,
        "nodeAffinityPolicy": one_of("Honor Ignore"),
        "nodeTaintsPolicy": one_of("Honor Ignore"),
        "topologyKey": NOT_EMPTY,
        "whenUnsatisfiable": one_of("DoNotSchedule ScheduleAnyway"),
    },
    # --- Containers ---
    "core.v1.Container": _CONTAINER,
    "core.v1.EphemeralContainer": _CONTAINER,
    "core.v1.ContainerPort": {
        "containerPort": PORT,
        "hostPort": PORT_OR_ZERO,
        "name": maybe(PORT_NAME),
        "protocol": DEFAULT_PROTOCOL,
    },
    "core.v1.ContainerResizePolicy": {
        "resourceName": one_of("cpu memory"),
        "restartPolicy": one_of("NotRequired RestartContainer"),
    },
    "core.v1.ResourceRequirements": {
        "limits{key}": RESOURCE_OR_STORAGE,
        "limits{}": QUANTITY_AT_LEAST_0,
        "requests{key}": RESOURCE_OR_STORAGE,
        "requests{}": QUANTITY_AT_LEAST_0,
    },
    "core.v1.EnvVar": {"name": (STRICT_ENV_NAME, RELAXED_ENV_NAME)},
    "core.v1.EnvVarSource": {"fieldRef.fieldPath": ENV_FIELD_PATH},
    "core.v1.EnvFromSource": {"prefix": (maybe(STRICT_ENV_NAME), maybe(RELAXED_ENV_NAME))},
    "core.v1.ConfigMapEnvSource": {"name": DNS_SUBDOMAIN_OR_PREFIX},
    "core.v1.SecretEnvSource": {"name": DNS_SUBDOMAIN_OR_PREFIX},
    "core.v1.ConfigMapKeySelector": _CONFIG_REFERENCE,
    "core.v1.SecretKeySelector": _CONFIG_REFERENCE,
    "core.v1.FileKeySelector": {
        "key": RELAXED_ENV_NAME,
        "path": PATH_WITHOUT_DOTS,
        "volumeName": DNS_LABEL,
    },
    "core.v1.ResourceFieldSelector": {"resource": RESOURCE_FIELD},
    "core.v1.SecurityContext": {
        "procMount": one_of("Default Unmasked"),
        "runAsGroup": USER_ID,
        "runAsUser": USER_ID,
    },
    "core.v1.Probe": {
        "failureThreshold": NOT_NEGATIVE,
        "initialDelaySeconds": NOT_NEGATIVE,
        "periodSeconds": NOT_NEGATIVE,
        "successThreshold": NOT_NEGATIVE,
        "terminationGracePeriodSeconds": POSITIVE,
        "timeoutSeconds": NOT_NEGATIVE,
    },
    "core.v1.HTTPGetAction": {"port": PORT_OR_NAME, "scheme": default_or("HTTP HTTPS")},
    "core.v1.HTTPHeader": {"name": HEADER_NAME},
    "core.v1.TCPSocketAction": {"port": PORT_OR_NAME},
    "core.v1.GRPCAction": {"port": PORT},
    "core.v1.ExecAction": {"command": NO_EMPTY_LIST},
    "core.v1.SleepAction": {"seconds": NOT_NEGATIVE},
    "core.v1.VolumeMount": {
        "mountPath": NOT_EMPTY,
        "mountPropagation": one_of("None HostToContainer Bidirectional"),
        "name": NOT_EMPTY,
        "recursiveReadOnly": one_of("Disabled IfPossible Enabled"),
        "subPath": SUB_PATH,
        "subPathExpr": SUB_PATH,
    },
    "core.v1.VolumeDevice": {"devicePath": PATH_WITHOUT_DOTS, "name": NOT_EMPTY},
    # --- Volumes ---
    "core.v1.Volume": {"name": DNS_LABEL},
    "core.v1.KeyToPath": {"key": NOT_EMPTY, "mode": FILE_MODE, "path": FILE_PATH},
    "core.v1.ConfigMapVolumeSource": {"defaultMode": FILE_MODE, "name": NOT_EMPTY},
    "core.v1.SecretVolumeSource": {"defaultMode": FILE_MODE, "secretName": NOT_EMPTY},
    "core.v1.ConfigMapProjection": {"name": NOT_EMPTY},
    "core.v1.SecretProjection": {"name": NOT_EMPTY},
    "core.v1.ImageVolumeSource": {"pullPolicy": default_or("Always IfNotPresent Never")},
    "core.v1.GitRepoVolumeSource": {"directory": SUB_PATH, "repository": NOT_EMPTY},
    "core.v1.DownwardAPIVolumeSource": {"defaultMode": FILE_MODE},
    "core.v1.ProjectedVolumeSource": {"defaultMode": FILE_MODE},
    "core.v1.DownwardAPIVolumeFile": {
        "fieldRef.fieldPath": FILE_FIELD_PATH,
        "mode": FILE_MODE,
        "path": FILE_PATH,
    },
    "core.v1.ServiceAccountTokenProjection": {
        "expirationSeconds": between(600, 2**32),
        "path": (until(33, NOT_EMPTY), since(34, FILE_PATH)),
    },
    "core.v1.EmptyDirVolumeSource": {"sizeLimit": QUANTITY_AT_LEAST_0},
    "core.v1.HostPathVolumeSource": {
        "path": PATH_WITHOUT_DOTS,
        "type": default_or(
            "DirectoryOrCreate Directory FileOrCreate File Socket CharDevice BlockDevice"
        ),
    },
    "core.v1.NFSVolumeSource": {"path": ABSOLUTE_PATH, "server": NOT_EMPTY},
    "core.v1.PersistentVolumeClaimVolumeSource": {"claimName": NOT_EMPTY},
    "core.v1.CSIVolumeSource": {"driver": DRIVER_NAME},
    "core.v1.CSIPersistentVolumeSource": {"driver": DRIVER_NAME, "volumeHandle": NOT_EMPTY},
    "core.v1.AWSElasticBlockStoreVolumeSource": {"partition": BYTE, "volumeID": NOT_EMPTY},
    "core.v1.GCEPersistentDiskVolumeSource": {"partition": BYTE, "pdName": NOT_EMPTY},
    "core.v1.ISCSIVolumeSource": {"lun": BYTE, "targetPortal": NOT_EMPTY},
    "core.v1.AzureDiskVolumeSource": {
        "cachingMode": one_of("None ReadOnly ReadWrite"),
        "diskName": NOT_EMPTY,
        "diskURI": NOT_EMPTY,
        "kind": one_of("Dedicated Managed Shared"),
    },
    "core.v1.AzureFileVolumeSource": {"secretName": NOT_EMPTY, "shareName": NOT_EMPTY},
    "core.v1.LocalVolumeSource": {"path": PATH_WITHOUT_DOTS},
    "core.v1.PersistentVolumeClaimSpec": _ACCESS_MODES,
    "core.v1.VolumeResourceRequirements": {"requests{}": QUANTITY_ABOVE_0},
    "core.v1.PersistentVolumeSpec": {
        **_ACCESS_MODES,
        "capacity{}": QUANTITY_ABOVE_0,
        "persistentVolumeReclaimPolicy": default_or("Delete Recycle Retain"),
    },
    "storage.v1.StorageClass": {
        "provisioner": ANNOTATION_KEY,
        "reclaimPolicy": default_or("Delete Retain"),
        "volumeBindingMode": one_of("Immediate WaitForFirstConsumer"),
    },
    # --- Workloads ---
    "core.v1.ReplicationControllerSpec": {
        "minReadySeconds": NOT_NEGATIVE,
        "replicas": NOT_NEGATIVE,
        "selector{key}": LABEL_KEY,
        "selector{}": LABEL_VALUE,
    },
    "apps.v1.ReplicaSetSpec": {"minReadySeconds": NOT_NEGATIVE, "replicas": NOT_NEGATIVE},
    "apps.v1.DeploymentSpec": {
        "minReadySeconds": NOT_NEGATIVE,
        "progressDeadlineSeconds": NOT_NEGATIVE,
        "replicas": NOT_NEGATIVE,
        "revisionHistoryLimit": NOT_NEGATIVE,
    },
    "apps.v1.DeploymentStrategy": {"type": default_or("Recreate RollingUpdate")},
    "apps.v1.RollingUpdateDeployment": {**_ROLLING, "maxSurge": INT_OR_PERCENT},
    "apps.v1.DaemonSetSpec": {
        "minReadySeconds": NOT_NEGATIVE,
        "revisionHistoryLimit": NOT_NEGATIVE,
    },
    "apps.v1.DaemonSetUpdateStrategy": {"type": default_or("OnDelete RollingUpdate")},
    "apps.v1.RollingUpdateDaemonSet": {**_ROLLING, "maxSurge": INT_OR_PERCENT_TO_100},
    "apps.v1.StatefulSetSpec": {
        "minReadySeconds": NOT_NEGATIVE,
        "podManagementPolicy": default_or("OrderedReady Parallel"),
        "replicas": NOT_NEGATIVE,
        "serviceName": since(34, maybe(DNS_LABEL)),
    },
    "apps.v1.StatefulSetUpdateStrategy": {
        "type": (
            until(36, default_or("OnDelete RollingUpdate")),
            since(37, default_or("OnDelete RollingUpdate Recreate")),
        )
    },
    "apps.v1.RollingUpdateStatefulSetStrategy": {
        # Dropped unread before, unless a feature is on.
        "maxUnavailable": since(37, INT_OR_PERCENT_TO_100),
        "partition": NOT_NEGATIVE,
    },
    "apps.v1.StatefulSetPersistentVolumeClaimRetentionPolicy": {
        "whenDeleted": default_or("Delete Retain"),
        "whenScaled": default_or("Delete Retain"),
    },
    "apps.v1.StatefulSetOrdinals": {"start": NOT_NEGATIVE},
    "batch.v1.JobSpec": {
        "activeDeadlineSeconds": NOT_NEGATIVE,
        "backoffLimit": NOT_NEGATIVE,
        "backoffLimitPerIndex": NOT_NEGATIVE,
        "completionMode": one_of("Indexed NonIndexed"),
        "completions": NOT_NEGATIVE,
        "maxFailedIndexes": between(0, 100_000),
        "parallelism": NOT_NEGATIVE,
        "podReplacementPolicy": one_of("Failed TerminatingOrFailed"),
        "ttlSecondsAfterFinished": NOT_NEGATIVE,
    },
    "batch.v1.PodFailurePolicy": {"rules": at_most_items(20)},
    "batch.v1.PodFailurePolicyRule": {
        "action": (
            until(27, one_of("Count FailJob Ignore")),
            since(28, one_of("Count FailIndex FailJob Ignore")),
        )
    },
    "batch.v1.PodFailurePolicyOnExitCodesRequirement": {
        "operator": one_of("In NotIn"),
        "values": NO_EMPTY_LIST,
    },
    "batch.v1.PodFailurePolicyOnPodConditionsPattern": {
        "status": default_or("False True Unknown"),
        "type": LABEL_KEY,
    },
    "batch.v1.SuccessPolicy": {"rules": NO_EMPTY_LIST},
    "batch.v1.CronJobSpec": {
        "concurrencyPolicy": default_or("Allow Forbid Replace"),
        "failedJobsHistoryLimit": NOT_NEGATIVE,
        "startingDeadlineSeconds": NOT_NEGATIVE,
        "successfulJobsHistoryLimit": NOT_NEGATIVE,
    },
    "policy.v1.PodDisruptionBudgetSpec": {
        "maxUnavailable": INT_OR_PERCENT_TO_100,
        "minAvailable": INT_OR_PERCENT_TO_100,
        "unhealthyPodEvictionPolicy": one_of("AlwaysAllow IfHealthyBudget"),
    },
    # --- Scaling ---
    "autoscaling.v1.CrossVersionObjectReference": {"kind": PATH_SEGMENT, "name": PATH_SEGMENT},
    "autoscaling.v1.HorizontalPodAutoscalerSpec": {
        "maxReplicas": POSITIVE,
        "minReplicas": NOT_NEGATIVE,
        "targetCPUUtilizationPercentage": POSITIVE,
    },
    "autoscaling.v2.CrossVersionObjectReference": {"kind": PATH_SEGMENT, "name": PATH_SEGMENT},
    "autoscaling.v2.HorizontalPodAutoscalerSpec": {
        "maxReplicas": POSITIVE,
        "minReplicas": NOT_NEGATIVE,
    },
    "autoscaling.v2.HPAScalingRules": {
        "policies": NO_EMPTY_LIST,
        "selectPolicy": one_of("Disabled Max Min"),
        "stabilizationWindowSeconds": between(0, 3600),
        "tolerance": QUANTITY_AT_LEAST_0,
    },
    "autoscaling.v2.HPAScalingPolicy": {
        "periodSeconds": between(1, 1800),
        "type": one_of("Percent Pods"),
        "value": POSITIVE,
    },
    "autoscaling.v2.MetricSpec": {
        "type": one_of("ContainerResource External Object Pods Resource")
    },
    "autoscaling.v2.MetricTarget": {
        "averageUtilization": POSITIVE,
        "averageValue": QUANTITY_ABOVE_0,
        "type": one_of("AverageValue Utilization Value"),
        "value": QUANTITY_ABOVE_0,
    },
    "autoscaling.v2.MetricIdentifier": {"name": PATH_SEGMENT},
    "autoscaling.v2.ResourceMetricSource": {"name": NOT_EMPTY},
    "autoscaling.v2.ContainerResourceMetricSource": {
        "container": DNS_LABEL,
        "name": RESOURCE_NAME,
    },
    # --- The network ---
    "core.v1.ServiceSpec": {
        "clusterIP": CLUSTER_IP,
        "externalIPs[]": IP,
        "externalTrafficPolicy": default_or("Cluster Local"),
        "healthCheckNodePort": PORT_OR_ZERO,
        "internalTrafficPolicy": one_of("Cluster Local"),
        "ipFamilies[]": one_of("IPv4 IPv6"),
        "loadBalancerClass": LABEL_KEY,
        "ipFamilyPolicy": one_of("PreferDualStack RequireDualStack SingleStack"),
        "loadBalancerSourceRanges[]": SPACED_CIDR,
        "selector{key}": LABEL_KEY,
        "selector{}": LABEL_VALUE,
        "sessionAffinity": default_or("ClientIP None"),
        "trafficDistribution": (
            until(32, one_of("PreferClose")),
            since(33, one_of("PreferClose PreferSameNode PreferSameZone")),
        ),
        "type": default_or("ClusterIP ExternalName LoadBalancer NodePort"),
    },
    "core.v1.ServicePort": {
        "appProtocol": LABEL_KEY,
        "name": maybe(DNS_LABEL),
        "nodePort": PORT_OR_ZERO,
        "port": PORT,
        "protocol": DEFAULT_PROTOCOL,
        "targetPort": PORT_OR_NAME_OR_DEFAULT,
    },
    "core.v1.ClientIPConfig": {"timeoutSeconds": between(1, 86400)},
    "core.v1.EndpointPort": {
        "name": maybe(DNS_LABEL),
        "port": PORT,
        "protocol": DEFAULT_PROTOCOL,
    },
    "core.v1.EndpointAddress": {"ip": IP},
    "discovery.v1.EndpointSlice": {"addressType": one_of("FQDN IPv4 IPv6")},
    "networking.v1.HTTPIngressPath": {
        "path": ABSOLUTE_PATH_OR_NONE,
        "pathType": one_of("Exact ImplementationSpecific Prefix"),
    },
    "networking.v1.HTTPIngressRuleValue": {"paths": NO_EMPTY_LIST},
    "networking.v1.IngressRule": {"host": HOST},
    "networking.v1.IngressTLS": {"hosts[]": TLS_HOST, "secretName": maybe(DNS_SUBDOMAIN)},
    "networking.v1.IngressSpec": {"ingressClassName": DNS_SUBDOMAIN},
    "networking.v1.IngressClassParametersReference": {
        "apiGroup": DNS_SUBDOMAIN,
        "scope": one_of("Cluster Namespace"),
    },
    "networking.v1.IngressServiceBackend": {"name": RELAXED_SERVICE_NAME},
    "networking.v1.ServiceBackendPort": {"name": maybe(PORT_NAME), "number": PORT_OR_ZERO},
    "networking.v1.NetworkPolicySpec": {
        "policyTypes": at_most_items(2),
        "policyTypes[]": one_of("Egress Ingress"),
    },
    "networking.v1.NetworkPolicyPort": {
        "endPort": PORT,
        "port": PORT_OR_NAME,
        "protocol": PROTOCOL,
    },
    "networking.v1.IPBlock": {"cidr": CIDR, "except[]": CIDR},
    # --- Permissions and configuration ---
    "rbac.v1.RoleBinding": {"roleRef.kind": one_of("ClusterRole Role")},
    "rbac.v1.ClusterRoleBinding": {"roleRef.kind": one_of("ClusterRole")},
    "rbac.v1.RoleRef": {"apiGroup": RBAC_GROUP, "name": PATH_SEGMENT},
    "rbac.v1.Subject": {"kind": one_of("Group ServiceAccount User"), "name": NOT_EMPTY},
    "rbac.v1.PolicyRule": {"verbs": NO_EMPTY_LIST},
    "core.v1.ConfigMap": {
        "binaryData{key}": CONFIG_KEY,
        "binaryData{}": BASE64,
        "data{key}": CONFIG_KEY,
    },
    "core.v1.Secret": {"data{key}": CONFIG_KEY, "data{}": BASE64, "stringData{key}": CONFIG_KEY},
    "core.v1.ResourceQuotaSpec": {
        "hard{key}": QUOTA_RESOURCE,
        "hard{}": QUANTITY_AT_LEAST_0,
        "scopes[]": one_of(
            "BestEffort CrossNamespacePodAffinity NotBestEffort NotTerminating PriorityClass"
            " Terminating VolumeAttributesClass"
        ),
    },
    "core.v1.ScopedResourceSelectorRequirement": {
        "operator": one_of("DoesNotExist Exists In NotIn")
    },
    "core.v1.LimitRangeItem": {"type": LABEL_KEY},
    "scheduling.v1.PriorityClass": {
        "preemptionPolicy": one_of("Never PreemptLowerPriority"),
    },
    "node.v1.RuntimeClass": {"handler": DNS_LABEL},
    "node.v1.Overhead": {"podFixed{}": QUANTITY_AT_LEAST_0},
    "node.v1.Scheduling": {"nodeSelector{key}": LABEL_KEY, "nodeSelector{}": LABEL_VALUE},
    "admissionregistration.v1.ValidatingWebhook": _WEBHOOK,
    "admissionregistration.v1.MutatingWebhook": {
        **_WEBHOOK,
        "reinvocationPolicy": one_of("IfNeeded Never"),
    },
}

_SUBDOMAIN_NAMES = """
apps.ControllerRevision apps.DaemonSet apps.Deployment apps.ReplicaSet
autoscaling.HorizontalPodAutoscaler batch.Job coordination.Lease core.ConfigMap core.Endpoints
core.PersistentVolumeClaim core.Pod core.PodTemplate
core.ReplicationController core.ResourceQuota core.Secret core.ServiceAccount
discovery.EndpointSlice networking.Ingress networking.NetworkPolicy
""".split()
_CLUSTER_SUBDOMAIN_NAMES = """
admissionregistration.MutatingWebhookConfiguration
admissionregistration.ValidatingAdmissionPolicy
admissionregistration.ValidatingAdmissionPolicyBinding
admissionregistration.ValidatingWebhookConfiguration
core.Node core.PersistentVolume networking.IngressClass node.RuntimeClass
scheduling.PriorityClass storage.StorageClass
""".split()

NAMES: Mapping[str, Constraints] = {
    # By group and kind, whatever the version.
    **dict.fromkeys(_SUBDOMAIN_NAMES, DNS_SUBDOMAIN),
    **dict.fromkeys(_CLUSTER_SUBDOMAIN_NAMES, DNS_SUBDOMAIN),
    "apps.StatefulSet": (until(26, DNS_SUBDOMAIN), since(27, DNS_LABEL)),
    "batch.CronJob": CRON_JOB_NAME,
    # One that is empty is filled in.
    "core.LimitRange": maybe(DNS_SUBDOMAIN),
    "core.Namespace": DNS_LABEL,
    "core.Service": RELAXED_SERVICE_NAME,
    "policy.PodDisruptionBudget": PATH_SEGMENT,
    "rbac.ClusterRole": PATH_SEGMENT,
    "rbac.ClusterRoleBinding": PATH_SEGMENT,
    "rbac.Role": PATH_SEGMENT,
    "rbac.RoleBinding": PATH_SEGMENT,
    "storage.CSIDriver": (until(36, DRIVER_NAME), since(37, DNS_SUBDOMAIN)),
}
"""How ``metadata.name`` may be written."""

NAMESPACED = frozenset(
    """
    apps.StatefulSet batch.CronJob core.LimitRange core.Service policy.PodDisruptionBudget rbac.Role
    rbac.RoleBinding
    """.split()
    + _SUBDOMAIN_NAMES
)
"""The kinds of ``NAMES`` whose objects live in a namespace, which is a DNS label."""
