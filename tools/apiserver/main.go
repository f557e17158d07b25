// Command apiserver says what the Kubernetes API server answers to the creation of an object,
// without a server: it decodes, defaults and validates with the code of the server itself, taken
// from the Go modules it is published as. The tests ask it whether what podlint says of a manifest
// is what the server says.
//
// Build it to a place outside of the repository; it takes a few minutes the first time:
//
//	cd tools/apiserver && go build -o /tmp/apiserver .
//
// Use:
//
//	apiserver FILE...                 # the documents of these files, "-" is stdin
//	apiserver --stdin-jsonl           # {"id": ..., "yaml": "..."} per line, answered in order
//	apiserver --files-from LIST       # the files that are named in a file, one per line
//	apiserver --kinds                 # what is served here
//
// It reads a file as kubectl does: documents of YAML or JSON, objects of a List one by one, what is
// null left out, nothing more after a text that is no YAML. Of each object it writes one line of
// JSON:
//
//	file, index, item   which document of the file, counted from 0 over those that hold something,
//	                    and which item where the document is a List
//	apiVersion, kind, namespace, name
//	verdict             accepted, refused, unknown (the kind), unreadable (no object at all), or
//	                    failed (a crash of the code of Kubernetes)
//	decode_errors       what strict decoding finds: unknown fields, values of another type; for
//	                    the verdicts unknown and unreadable, why. A kind that is in the code of
//	                    Kubernetes in a version that is not served any more, or not by default,
//	                    is unknown because it is not "served", every other because it is not
//	                    "registered"
//	errors              what validation finds, as field, type, detail, value and the entire message.
//	                    If nothing but unknown fields stopped the decoder these are here, too, as
//	                    under fieldValidation=Warn
//	warnings            the warnings of the server
//	duplicates          the keys that the document has twice. They are lost on the way through
//	                    kubectl, so that they leave the verdict as it is; with --strict-duplicates
//	                    they are decode_errors, as if the document had been posted as it stands
//
// With --stdin-jsonl the line is {"id": ..., "results": [...]} with such an object per document.
//
// An object without a namespace gets "default", as from kubectl. The server is one of the version in
// go.mod with the feature gates (--feature-gates A=true,B=false changes them) and the API groups that
// are on by default. Where an answer depends on the cluster it is the more permissive one: services
// may have any cluster IP and both IP families (node ports are those between 30000 and 32767),
// containers may be privileged, and everybody may do everything.
//
// Left out: admission, be it built in (service accounts, priorities, limit ranges, Pod security,
// whether the namespace exists) or by webhooks and policies; what exists already; objects of custom
// resources; reviews, bindings and other subresources; beta and alpha versions of APIs; the limits of
// size of requests and of etcd.
//
// To take another version of Kubernetes, put it into go.mod as v1.X.Y and the replacements of the
// k8s.io modules as v0.X.Y, then run go mod tidy.
package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"math"
	"net"
	"os"
	"runtime/debug"
	"sort"
	"strings"

	apiextensionsserver "k8s.io/apiextensions-apiserver/pkg/apiserver"
	"k8s.io/apiextensions-apiserver/pkg/registry/customresourcedefinition"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/runtime/serializer"
	utilnet "k8s.io/apimachinery/pkg/util/net"
	"k8s.io/apimachinery/pkg/util/validation/field"
	"k8s.io/apimachinery/pkg/util/yaml"
	"k8s.io/apiserver/pkg/authentication/user"
	"k8s.io/apiserver/pkg/endpoints/deprecation"
	"k8s.io/apiserver/pkg/endpoints/request"
	"k8s.io/apiserver/pkg/registry/generic"
	"k8s.io/apiserver/pkg/registry/rest"
	"k8s.io/apiserver/pkg/storage"
	"k8s.io/apiserver/pkg/storage/storagebackend"
	"k8s.io/apiserver/pkg/storage/storagebackend/factory"
	utilfeature "k8s.io/apiserver/pkg/util/feature"
	"k8s.io/apiserver/pkg/warning"
	corev1client "k8s.io/client-go/kubernetes/typed/core/v1"
	"k8s.io/client-go/tools/cache"
	apiregistrationinstall "k8s.io/kube-aggregator/pkg/apis/apiregistration/install"
	"k8s.io/kube-aggregator/pkg/registry/apiservice"
	strictjson "sigs.k8s.io/json"
	sigsyaml "sigs.k8s.io/yaml"

	corev1 "k8s.io/api/core/v1"
	resourcev1 "k8s.io/api/resource/v1"
	"k8s.io/kubernetes/pkg/api/legacyscheme"
	api "k8s.io/kubernetes/pkg/apis/core"
	"k8s.io/kubernetes/pkg/capabilities"
	"k8s.io/kubernetes/pkg/features"

	_ "k8s.io/kubernetes/pkg/apis/admissionregistration/install"
	_ "k8s.io/kubernetes/pkg/apis/apps/install"
	_ "k8s.io/kubernetes/pkg/apis/autoscaling/install"
	_ "k8s.io/kubernetes/pkg/apis/batch/install"
	_ "k8s.io/kubernetes/pkg/apis/certificates/install"
	_ "k8s.io/kubernetes/pkg/apis/coordination/install"
	_ "k8s.io/kubernetes/pkg/apis/core/install"
	_ "k8s.io/kubernetes/pkg/apis/discovery/install"
	_ "k8s.io/kubernetes/pkg/apis/events/install"
	_ "k8s.io/kubernetes/pkg/apis/extensions/install"
	_ "k8s.io/kubernetes/pkg/apis/flowcontrol/install"
	_ "k8s.io/kubernetes/pkg/apis/networking/install"
	_ "k8s.io/kubernetes/pkg/apis/node/install"
	_ "k8s.io/kubernetes/pkg/apis/policy/install"
	_ "k8s.io/kubernetes/pkg/apis/rbac/install"
	_ "k8s.io/kubernetes/pkg/apis/resource/install"
	_ "k8s.io/kubernetes/pkg/apis/scheduling/install"
	_ "k8s.io/kubernetes/pkg/apis/storage/install"
	_ "k8s.io/kubernetes/pkg/apis/storagemigration/install"

	"k8s.io/kubernetes/pkg/registry/admissionregistration/mutatingadmissionpolicy"
	"k8s.io/kubernetes/pkg/registry/admissionregistration/mutatingadmissionpolicybinding"
	"k8s.io/kubernetes/pkg/registry/admissionregistration/mutatingwebhookconfiguration"
	"k8s.io/kubernetes/pkg/registry/admissionregistration/resolver"
	"k8s.io/kubernetes/pkg/registry/admissionregistration/validatingadmissionpolicy"
	"k8s.io/kubernetes/pkg/registry/admissionregistration/validatingadmissionpolicybinding"
	"k8s.io/kubernetes/pkg/registry/admissionregistration/validatingwebhookconfiguration"
	"k8s.io/kubernetes/pkg/registry/apps/controllerrevision"
	"k8s.io/kubernetes/pkg/registry/apps/daemonset"
	"k8s.io/kubernetes/pkg/registry/apps/deployment"
	"k8s.io/kubernetes/pkg/registry/apps/replicaset"
	"k8s.io/kubernetes/pkg/registry/apps/statefulset"
	"k8s.io/kubernetes/pkg/registry/autoscaling/horizontalpodautoscaler"
	"k8s.io/kubernetes/pkg/registry/batch/cronjob"
	"k8s.io/kubernetes/pkg/registry/batch/job"
	"k8s.io/kubernetes/pkg/registry/certificates/certificates"
	"k8s.io/kubernetes/pkg/registry/certificates/clustertrustbundle"
	"k8s.io/kubernetes/pkg/registry/coordination/lease"
	"k8s.io/kubernetes/pkg/registry/core/configmap"
	"k8s.io/kubernetes/pkg/registry/core/endpoint"
	"k8s.io/kubernetes/pkg/registry/core/event"
	"k8s.io/kubernetes/pkg/registry/core/limitrange"
	"k8s.io/kubernetes/pkg/registry/core/namespace"
	"k8s.io/kubernetes/pkg/registry/core/node"
	"k8s.io/kubernetes/pkg/registry/core/persistentvolume"
	"k8s.io/kubernetes/pkg/registry/core/persistentvolumeclaim"
	"k8s.io/kubernetes/pkg/registry/core/pod"
	"k8s.io/kubernetes/pkg/registry/core/podtemplate"
	"k8s.io/kubernetes/pkg/registry/core/replicationcontroller"
	"k8s.io/kubernetes/pkg/registry/core/resourcequota"
	"k8s.io/kubernetes/pkg/registry/core/secret"
	"k8s.io/kubernetes/pkg/registry/core/service"
	"k8s.io/kubernetes/pkg/registry/core/service/ipallocator"
	"k8s.io/kubernetes/pkg/registry/core/service/portallocator"
	servicestorage "k8s.io/kubernetes/pkg/registry/core/service/storage"
	"k8s.io/kubernetes/pkg/registry/core/serviceaccount"
	"k8s.io/kubernetes/pkg/registry/discovery/endpointslice"
	"k8s.io/kubernetes/pkg/registry/flowcontrol/flowschema"
	"k8s.io/kubernetes/pkg/registry/flowcontrol/prioritylevelconfiguration"
	"k8s.io/kubernetes/pkg/registry/networking/ingress"
	"k8s.io/kubernetes/pkg/registry/networking/ingressclass"
	"k8s.io/kubernetes/pkg/registry/networking/ipaddress"
	"k8s.io/kubernetes/pkg/registry/networking/networkpolicy"
	"k8s.io/kubernetes/pkg/registry/networking/servicecidr"
	"k8s.io/kubernetes/pkg/registry/node/runtimeclass"
	"k8s.io/kubernetes/pkg/registry/policy/poddisruptionbudget"
	"k8s.io/kubernetes/pkg/registry/rbac/clusterrole"
	"k8s.io/kubernetes/pkg/registry/rbac/clusterrolebinding"
	"k8s.io/kubernetes/pkg/registry/rbac/role"
	"k8s.io/kubernetes/pkg/registry/rbac/rolebinding"
	"k8s.io/kubernetes/pkg/registry/resource/deviceclass"
	"k8s.io/kubernetes/pkg/registry/resource/resourceclaim"
	"k8s.io/kubernetes/pkg/registry/resource/resourceclaimtemplate"
	"k8s.io/kubernetes/pkg/registry/resource/resourceslice"
	"k8s.io/kubernetes/pkg/registry/scheduling/priorityclass"
	"k8s.io/kubernetes/pkg/registry/storage/csidriver"
	"k8s.io/kubernetes/pkg/registry/storage/csinode"
	"k8s.io/kubernetes/pkg/registry/storage/csistoragecapacity"
	"k8s.io/kubernetes/pkg/registry/storage/storageclass"
	"k8s.io/kubernetes/pkg/registry/storage/volumeattachment"
	"k8s.io/kubernetes/pkg/registry/storage/volumeattributesclass"
	"k8s.io/kubernetes/pkg/registry/storagemigration/storagemigration"
)

// Fault is one error of validation.
type Fault struct {
	Field   string `json:"field"`
	Type    string `json:"type"`
	Detail  string `json:"detail"`
	Value   any    `json:"value,omitempty"`
	Message string `json:"message"`
}

// Result is the answer to one object.
type Result struct {
	File         string   `json:"file"`
	Index        int      `json:"index"`
	Item         *int     `json:"item,omitempty"`
	APIVersion   string   `json:"apiVersion"`
	Kind         string   `json:"kind"`
	Namespace    string   `json:"namespace,omitempty"`
	Name         string   `json:"name"`
	Verdict      string   `json:"verdict"`
	Errors       []Fault  `json:"errors"`
	DecodeErrors []string `json:"decode_errors"`
	Warnings     []string `json:"warnings"`
	Duplicates   []string `json:"duplicates,omitempty"`
}

const (
	accepted   = "accepted"
	refused    = "refused"
	unknown    = "unknown"
	unreadable = "unreadable"
	failed     = "failed"
)

// beginning is what the storage of a kind does to an object before its strategy sees it.
type beginning func(ctx context.Context, obj runtime.Object) error

// served is a kind in one version and what judges its objects.
type served struct {
	scheme   *runtime.Scheme
	decoder  runtime.Decoder
	strategy rest.RESTCreateStrategy
	begin    beginning
	resource string
}

// server has everything that is served.
type server struct {
	kinds            map[schema.GroupVersionKind]served
	strictDuplicates bool
}

func newServer() (*server, error) {
	capabilities.Setup(true, 0) // --allow-privileged, as everywhere

	s := &server{kinds: map[schema.GroupVersionKind]served{}}
	codecs := legacyscheme.Codecs
	add := func(groupVersion, kind string, strategy rest.RESTCreateStrategy) {
		s.add(legacyscheme.Scheme, codecs, groupVersion, kind, strategy, nil)
	}

	begin, err := beginService()
	if err != nil {
		return nil, err
	}
	s.add(legacyscheme.Scheme, codecs, "v1", "Service", service.Strategy, begin)
	add("v1", "ConfigMap", configmap.Strategy)
	add("v1", "Endpoints", endpoint.Strategy)
	add("v1", "Event", event.Strategy)
	add("v1", "LimitRange", limitrange.Strategy)
	add("v1", "Namespace", namespace.Strategy)
	add("v1", "Node", node.Strategy)
	add("v1", "PersistentVolume", persistentvolume.Strategy)
	add("v1", "PersistentVolumeClaim", persistentvolumeclaim.Strategy)
	add("v1", "Pod", pod.Strategy)
	add("v1", "PodTemplate", podtemplate.Strategy)
	add("v1", "ReplicationController", replicationcontroller.Strategy)
	add("v1", "ResourceQuota", resourcequota.Strategy)
	add("v1", "Secret", secret.Strategy)
	add("v1", "ServiceAccount", serviceaccount.Strategy)
	add("apps/v1", "ControllerRevision", controllerrevision.Strategy)
	add("apps/v1", "DaemonSet", daemonset.Strategy)
	add("apps/v1", "Deployment", deployment.Strategy)
	add("apps/v1", "ReplicaSet", replicaset.Strategy)
	add("apps/v1", "StatefulSet", statefulset.Strategy)
	add("batch/v1", "CronJob", cronjob.Strategy)
	add("batch/v1", "Job", job.Strategy)
	add("autoscaling/v1", "HorizontalPodAutoscaler", horizontalpodautoscaler.Strategy)
	add("autoscaling/v2", "HorizontalPodAutoscaler", horizontalpodautoscaler.Strategy)
	add("networking.k8s.io/v1", "IPAddress", ipaddress.Strategy)
	add("networking.k8s.io/v1", "Ingress", ingress.Strategy)
	add("networking.k8s.io/v1", "IngressClass", ingressclass.Strategy)
	add("networking.k8s.io/v1", "NetworkPolicy", networkpolicy.Strategy)
	add("networking.k8s.io/v1", "ServiceCIDR", servicecidr.Strategy)
	add("policy/v1", "PodDisruptionBudget", poddisruptionbudget.Strategy)
	add("rbac.authorization.k8s.io/v1", "ClusterRole", clusterrole.Strategy)
	add("rbac.authorization.k8s.io/v1", "ClusterRoleBinding", clusterrolebinding.Strategy)
	add("rbac.authorization.k8s.io/v1", "Role", role.Strategy)
	add("rbac.authorization.k8s.io/v1", "RoleBinding", rolebinding.Strategy)
	add("storage.k8s.io/v1", "CSIDriver", csidriver.Strategy)
	add("storage.k8s.io/v1", "CSINode", csinode.Strategy)
	add("storage.k8s.io/v1", "CSIStorageCapacity", csistoragecapacity.Strategy)
	add("storage.k8s.io/v1", "StorageClass", storageclass.Strategy)
	add("storage.k8s.io/v1", "VolumeAttachment", volumeattachment.Strategy)
	add("storage.k8s.io/v1", "VolumeAttributesClass", volumeattributesclass.Strategy)
	add("storagemigration.k8s.io/v1", "StorageVersionMigration", storagemigration.Strategy)
	add("scheduling.k8s.io/v1", "PriorityClass", priorityclass.Strategy)
	add("node.k8s.io/v1", "RuntimeClass", runtimeclass.Strategy)
	add("coordination.k8s.io/v1", "Lease", lease.Strategy)
	add("discovery.k8s.io/v1", "EndpointSlice", endpointslice.Strategy)
	add("events.k8s.io/v1", "Event", event.Strategy)
	add("certificates.k8s.io/v1", "CertificateSigningRequest", certificates.Strategy)
	if utilfeature.DefaultFeatureGate.Enabled(features.ClusterTrustBundle) {
		add("certificates.k8s.io/v1", "ClusterTrustBundle", clustertrustbundle.Strategy)
	}
	add("flowcontrol.apiserver.k8s.io/v1", "FlowSchema", flowschema.Strategy)
	add("flowcontrol.apiserver.k8s.io/v1", "PriorityLevelConfiguration", prioritylevelconfiguration.Strategy)
	add("resource.k8s.io/v1", "DeviceClass", deviceclass.Strategy)
	add("resource.k8s.io/v1", "ResourceClaim", resourceclaim.NewStrategy(namespaces{}, nil))
	add("resource.k8s.io/v1", "ResourceClaimTemplate", resourceclaimtemplate.NewStrategy(namespaces{}))
	add("resource.k8s.io/v1", "ResourceSlice", resourceslice.Strategy)

	guess := resolver.ResourceResolverFunc(func(gvk schema.GroupVersionKind) (schema.GroupVersionResource, error) {
		plural, _ := meta.UnsafeGuessKindToResource(gvk)
		return plural, nil
	})
	const admission = "admissionregistration.k8s.io/v1"
	add(admission, "MutatingAdmissionPolicy", mutatingadmissionpolicy.NewStrategy(nil, guess))
	add(admission, "MutatingAdmissionPolicyBinding", mutatingadmissionpolicybinding.NewStrategy(nil, nil, guess))
	add(admission, "MutatingWebhookConfiguration", mutatingwebhookconfiguration.Strategy)
	add(admission, "ValidatingAdmissionPolicy", validatingadmissionpolicy.NewStrategy(nil, guess))
	add(admission, "ValidatingAdmissionPolicyBinding", validatingadmissionpolicybinding.NewStrategy(nil, nil, guess))
	add(admission, "ValidatingWebhookConfiguration", validatingwebhookconfiguration.Strategy)

	s.add(apiextensionsserver.Scheme, apiextensionsserver.Codecs,
		"apiextensions.k8s.io/v1", "CustomResourceDefinition",
		customresourcedefinition.NewStrategy(apiextensionsserver.Scheme), nil)

	aggregator := runtime.NewScheme()
	apiregistrationinstall.Install(aggregator)
	s.add(aggregator, serializer.NewCodecFactory(aggregator),
		"apiregistration.k8s.io/v1", "APIService", apiservice.NewStrategy(aggregator), nil)
	return s, nil
}

func (s *server) add(scheme *runtime.Scheme, codecs serializer.CodecFactory, groupVersion, kind string,
	strategy rest.RESTCreateStrategy, begin beginning) {
	gv, err := schema.ParseGroupVersion(groupVersion)
	if err != nil {
		panic(err)
	}
	gvk := gv.WithKind(kind)
	if !scheme.Recognizes(gvk) {
		panic(fmt.Sprintf("%s is in no scheme", gvk))
	}
	info, ok := runtime.SerializerInfoForMediaType(codecs.SupportedMediaTypes(), runtime.ContentTypeJSON)
	if !ok {
		panic("no serializer of JSON")
	}
	resource, _ := meta.UnsafeGuessKindToResource(gvk)
	if kind == "Endpoints" {
		resource.Resource = "endpoints"
	}
	hub := schema.GroupVersion{Group: gv.Group, Version: runtime.APIVersionInternal}
	s.kinds[gvk] = served{
		scheme:   scheme,
		decoder:  codecs.DecoderToVersion(info.StrictSerializer, hub),
		strategy: strategy,
		begin:    begin,
		resource: resource.Resource,
	}
}

// read judges every object of a file.
func (s *server) read(name string, data []byte) []Result {
	results := []Result{}
	_, _, isJSON := yaml.GuessJSONStream(bytes.NewReader(data), 4096)
	var texts [][]byte
	if !isJSON {
		texts = documents(data)
	}

	decoder := yaml.NewYAMLOrJSONDecoder(bytes.NewReader(data), 4096)
	index := 0
	for count := 0; ; count++ {
		var raw runtime.RawExtension
		if err := decode(decoder, &raw); err != nil {
			if !errors.Is(err, io.EOF) {
				result := newResult(name, index)
				result.Verdict = unreadable
				result.DecodeErrors = append(result.DecodeErrors, err.Error())
				results = append(results, result)
			}
			return results
		}
		document := bytes.TrimSpace(raw.Raw)
		if len(document) == 0 || bytes.Equal(document, []byte("null")) {
			continue
		}
		var duplicates []string
		if isJSON {
			duplicates = duplicatesOfJSON(document)
		} else if count < len(texts) {
			duplicates = duplicatesOfYAML(texts[count])
		}
		results = append(results, s.document(name, index, document, duplicates)...)
		index++
	}
}

// decode reads the next document, and takes a crash of the reader for an error.
func decode(decoder *yaml.YAMLOrJSONDecoder, into *runtime.RawExtension) (err error) {
	defer func() {
		if crash := recover(); crash != nil {
			err = fmt.Errorf("panic: %v", crash)
		}
	}()
	return decoder.Decode(into)
}

// document judges the objects of a document: itself, or the items of a List.
func (s *server) document(name string, index int, data []byte, duplicates []string) []Result {
	object, gvk, err := unstructured.UnstructuredJSONScheme.Decode(data, nil, nil)
	if err != nil {
		result := newResult(name, index)
		result.Verdict = unreadable
		if gvk != nil {
			result.APIVersion, result.Kind = gvk.ToAPIVersionAndKind()
		}
		result.DecodeErrors = append(result.DecodeErrors, err.Error())
		result.Duplicates = duplicates
		return []Result{result}
	}
	if list, ok := object.(*unstructured.UnstructuredList); ok {
		results := []Result{}
		for _, one := range flatten(list) {
			result := newResult(name, index)
			item := len(results)
			result.Item = &item
			result.Duplicates = duplicates
			s.judge(one, &result)
			results = append(results, result)
		}
		return results
	}
	result := newResult(name, index)
	result.Duplicates = duplicates
	s.judge(object.(*unstructured.Unstructured), &result)
	return []Result{result}
}

// flatten is the items of a list, and those of the lists among them.
func flatten(list *unstructured.UnstructuredList) []*unstructured.Unstructured {
	objects := []*unstructured.Unstructured{}
	for i := range list.Items {
		item := &list.Items[i]
		if !item.IsList() {
			objects = append(objects, item)
			continue
		}
		inner, err := item.ToList()
		if err != nil {
			objects = append(objects, item)
			continue
		}
		objects = append(objects, flatten(inner)...)
	}
	return objects
}

func newResult(name string, index int) Result {
	return Result{
		File:         name,
		Index:        index,
		Errors:       []Fault{},
		DecodeErrors: []string{},
		Warnings:     []string{},
	}
}

// judge does with an object what the handler of a create request does.
func (s *server) judge(object *unstructured.Unstructured, result *Result) {
	result.APIVersion, result.Kind = object.GetAPIVersion(), object.GetKind()
	result.Namespace, result.Name = object.GetNamespace(), object.GetName()
	result.Verdict = refused
	defer func() {
		if crash := recover(); crash != nil {
			result.Verdict = failed
			result.DecodeErrors = append(result.DecodeErrors, fmt.Sprintf("panic: %v\n%s", crash, debug.Stack()))
		}
	}()

	gvk := object.GroupVersionKind()
	kind, ok := s.kinds[gvk]
	if !ok {
		result.Verdict = unknown
		how := "registered"
		if legacyscheme.Scheme.Recognizes(gvk) || apiextensionsserver.Scheme.Recognizes(gvk) {
			how = "served"
		}
		result.DecodeErrors = append(result.DecodeErrors,
			fmt.Sprintf("no kind %q is %s for version %q", gvk.Kind, how, result.APIVersion))
		return
	}

	data, err := runtime.Encode(unstructured.UnstructuredJSONScheme, object)
	if err != nil {
		result.Verdict = unreadable
		result.DecodeErrors = append(result.DecodeErrors, err.Error())
		return
	}
	obj, _, err := kind.decoder.Decode(data, &gvk, nil)
	if err != nil {
		strict, isStrict := runtime.AsStrictDecodingError(err)
		if !isStrict || obj == nil {
			result.DecodeErrors = append(result.DecodeErrors, err.Error())
			return
		}
		for _, one := range strict.Errors() {
			result.DecodeErrors = append(result.DecodeErrors, one.Error())
		}
	}
	if s.strictDuplicates {
		result.DecodeErrors = append(result.DecodeErrors, result.Duplicates...)
	}

	if versioned, err := kind.scheme.New(gvk); err == nil {
		versioned.GetObjectKind().SetGroupVersionKind(gvk)
		if deprecation.IsDeprecated(versioned, math.MaxInt32, 0) {
			result.Warnings = append(result.Warnings, deprecation.WarningMessage(versioned))
		}
	}
	s.create(kind, gvk, obj, result)
	// The server goes through maps in any order.
	sort.SliceStable(result.Errors, func(i, j int) bool { return result.Errors[i].Message < result.Errors[j].Message })
	sort.Strings(result.Warnings)
	if len(result.Errors) == 0 && len(result.DecodeErrors) == 0 {
		result.Verdict = accepted
	}
}

// create is Create of the generic registry up to where it stores the object.
func (s *server) create(kind served, gvk schema.GroupVersionKind, obj runtime.Object, result *Result) {
	accessor, err := meta.Accessor(obj)
	if err != nil {
		result.fail(err)
		return
	}
	namespace := metav1.NamespaceNone
	if kind.strategy.NamespaceScoped() {
		if namespace = accessor.GetNamespace(); namespace == "" {
			namespace = metav1.NamespaceDefault
		}
	}
	ctx := request.WithNamespace(context.Background(), namespace)
	ctx = request.WithUser(ctx, &user.DefaultInfo{
		Name:   "kubernetes-admin",
		Groups: []string{user.SystemPrivilegedGroup, user.AllAuthenticated},
	})
	prefix := "apis"
	if gvk.Group == "" {
		prefix = "api"
	}
	ctx = request.WithRequestInfo(ctx, &request.RequestInfo{
		IsResourceRequest: true,
		Verb:              "create",
		APIPrefix:         prefix,
		APIGroup:          gvk.Group,
		APIVersion:        gvk.Version,
		Namespace:         namespace,
		Resource:          kind.resource,
		Parts:             []string{kind.resource},
	})
	ctx = warning.WithWarningRecorder(ctx, result)

	rest.WipeObjectMetaSystemFields(accessor)
	if err := rest.EnsureObjectNamespaceMatchesRequestNamespace(namespace, accessor); err != nil {
		result.fail(err)
		return
	}
	rest.FillObjectMetaSystemFields(accessor)
	accessor.SetUID("00000000-0000-4000-8000-000000000000") // so that the same object has the same answer
	if prefix := accessor.GetGenerateName(); prefix != "" && accessor.GetName() == "" {
		accessor.SetName(generated(kind.strategy.GenerateName(prefix)))
	}

	if kind.begin != nil {
		if err := kind.begin(ctx, obj); err != nil {
			result.fail(err)
			return
		}
	}
	kind.strategy.PrepareForCreate(ctx, obj)
	said := map[string]bool{}
	for _, err := range rest.ValidateCreate(ctx, obj, kind.strategy) {
		if message := err.Error(); !said[message] {
			said[message] = true
			result.Errors = append(result.Errors, fault(err))
		}
	}
	if len(result.Errors) > 0 {
		return
	}
	for _, text := range kind.strategy.WarningsOnCreate(ctx, obj) {
		result.AddWarning("", text)
	}
	kind.strategy.Canonicalize(obj)

	version, err := storage.APIObjectVersioner{}.ObjectResourceVersion(obj)
	if err == nil && version != 0 {
		result.fail(storage.ErrResourceVersionSetOnCreate)
	}
}

// generated replaces what is random in a name, as fixed as the UID.
func generated(name string) string {
	const random = 5
	if len(name) < random {
		return name
	}
	return name[:len(name)-random] + strings.Repeat("x", random)
}

// AddWarning is the warning.Recorder of a request.
func (r *Result) AddWarning(_, text string) {
	r.Warnings = append(r.Warnings, text)
}

// fail records an error that is no list of faults of fields.
func (r *Result) fail(err error) {
	var status apierrors.APIStatus
	if errors.As(err, &status) {
		if details := status.Status().Details; details != nil && len(details.Causes) > 0 {
			for _, cause := range details.Causes {
				kind, detail, _ := strings.Cut(cause.Message, ": ")
				r.Errors = append(r.Errors, Fault{
					Field:   cause.Field,
					Type:    kind,
					Detail:  detail,
					Message: cause.Field + ": " + cause.Message,
				})
			}
			return
		}
		reason := string(status.Status().Reason)
		r.Errors = append(r.Errors, Fault{Type: reason, Detail: err.Error(), Message: err.Error()})
		return
	}
	r.Errors = append(r.Errors, Fault{Type: "Internal error", Detail: err.Error(), Message: err.Error()})
}

func fault(err *field.Error) Fault {
	result := Fault{Field: err.Field, Type: err.Type.String(), Detail: err.Detail, Message: err.Error()}
	switch err.Type {
	case field.ErrorTypeRequired, field.ErrorTypeForbidden, field.ErrorTypeTooLong, field.ErrorTypeInternal:
		return result
	}
	if _, e := json.Marshal(err.BadValue); e != nil {
		result.Value = fmt.Sprintf("%#v", err.BadValue)
	} else {
		result.Value = err.BadValue
	}
	return result
}

// documents is the texts of the documents of a YAML file, until one cannot be told from the next.
func documents(data []byte) [][]byte {
	reader := yaml.NewYAMLReader(bufio.NewReader(bytes.NewReader(data)))
	var texts [][]byte
	for {
		text, err := reader.Read()
		if err != nil {
			return texts
		}
		texts = append(texts, text)
	}
}

func duplicatesOfYAML(text []byte) []string {
	_, err := sigsyaml.YAMLToJSONStrict(text)
	if err == nil {
		return nil
	}
	var found []string
	for _, line := range strings.Split(err.Error(), "\n") {
		if line = strings.TrimSpace(line); strings.Contains(line, "already set in map") {
			found = append(found, line)
		}
	}
	return found
}

func duplicatesOfJSON(text []byte) []string {
	var value any
	strict, err := strictjson.UnmarshalStrict(text, &value)
	if err != nil {
		return nil
	}
	var found []string
	for _, one := range strict {
		found = append(found, one.Error())
	}
	return found
}

// beginService is what the storage of services does first: it completes the IP families and the
// cluster IPs and allocates the ports. Validation expects that.
func beginService() (beginning, error) {
	ports, err := portallocator.NewInMemory(utilnet.PortRange{Base: 30000, Size: 2768})
	if err != nil {
		return nil, err
	}
	addresses := map[api.IPFamily]ipallocator.Interface{
		api.IPv4Protocol: allocator{api.IPv4Protocol, "10.96.0.10", "10.96.0.0/12"},
		api.IPv6Protocol: allocator{api.IPv6Protocol, "fd00::10", "fd00::/108"},
	}
	store, _, _, err := servicestorage.NewREST(noOptions{}, api.IPv4Protocol, addresses, ports, nil, nil, nil)
	if err != nil {
		return nil, err
	}
	return func(ctx context.Context, obj runtime.Object) error {
		// No dry run: that does not look at the range of the ports.
		release, err := store.BeginCreate(ctx, obj, &metav1.CreateOptions{})
		if err == nil {
			release(ctx, false)
		}
		return err
	}, nil
}

// allocator has every address of its family, and each of them is free.
type allocator struct {
	family  api.IPFamily
	address string
	network string
}

func (a allocator) Allocate(ip net.IP) error { return nil }
func (a allocator) AllocateNext() (net.IP, error) {
	return net.ParseIP(a.address), nil
}
func (a allocator) Release(net.IP) error { return nil }
func (a allocator) ForEach(func(net.IP)) {}
func (a allocator) CIDR() net.IPNet {
	_, network, err := net.ParseCIDR(a.network)
	if err != nil {
		panic(err)
	}
	return *network
}
func (a allocator) IPFamily() api.IPFamily        { return a.family }
func (a allocator) Has(net.IP) bool               { return false }
func (a allocator) Destroy()                      {}
func (a allocator) EnableMetrics()                {}
func (a allocator) DryRun() ipallocator.Interface { return a }

// noOptions makes storage that stores nothing.
type noOptions struct{}

func (noOptions) GetRESTOptions(resource schema.GroupResource, _ runtime.Object) (generic.RESTOptions, error) {
	return generic.RESTOptions{
		StorageConfig:  &storagebackend.ConfigForResource{GroupResource: resource},
		ResourcePrefix: resource.Resource,
		Decorator: func(*storagebackend.ConfigForResource, string, func(runtime.Object) (string, error),
			func() runtime.Object, func() runtime.Object, storage.AttrFunc, storage.IndexerFuncs,
			*cache.Indexers) (storage.Interface, factory.DestroyFunc, error) {
			return noStorage{}, func() {}, nil
		},
	}, nil
}

type noStorage struct{ storage.Interface }

func (noStorage) Versioner() storage.Versioner { return storage.APIObjectVersioner{} }
func (noStorage) ReadinessCheck() error        { return nil }

// namespaces has every namespace, and gives administrators access to devices in it.
type namespaces struct {
	corev1client.NamespaceInterface
}

func (namespaces) Get(_ context.Context, name string, _ metav1.GetOptions) (*corev1.Namespace, error) {
	labels := map[string]string{resourcev1.DRAAdminNamespaceLabelKey: "true"}
	return &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: name, Labels: labels}}, nil
}

// line writes a value as a line of JSON.
func line(out *bufio.Writer, value any) error {
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	return encoder.Encode(value)
}

// answer reads requests from stdin until there are no more.
func (s *server) answer(in io.Reader, out *bufio.Writer) error {
	type question struct {
		ID   json.RawMessage `json:"id"`
		YAML string          `json:"yaml"`
	}
	type reply struct {
		ID      json.RawMessage `json:"id"`
		Results []Result        `json:"results"`
		Error   string          `json:"error,omitempty"`
	}
	reader := bufio.NewReaderSize(in, 1<<20)
	for {
		text, err := reader.ReadBytes('\n')
		if len(bytes.TrimSpace(text)) > 0 {
			var asked question
			said := reply{ID: json.RawMessage("null"), Results: []Result{}}
			if err := json.Unmarshal(text, &asked); err != nil {
				said.Error = err.Error()
			} else {
				if asked.ID != nil {
					said.ID = asked.ID
				}
				said.Results = s.read("", []byte(asked.YAML))
			}
			if err := line(out, said); err != nil {
				return err
			}
			if err := out.Flush(); err != nil {
				return err
			}
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

func run() error {
	jsonl := flag.Bool("stdin-jsonl", false, "read one JSON object with id and yaml per line of stdin")
	filesFrom := flag.String("files-from", "", "read the names of the files from this `file`, - is stdin")
	list := flag.Bool("kinds", false, "list what is served")
	strictDuplicates := flag.Bool("strict-duplicates", false, "refuse keys that are there twice")
	gates := flag.String("feature-gates", "", "feature gates, `A=true,B=false`")
	flag.Parse()

	if *gates != "" {
		if err := utilfeature.DefaultMutableFeatureGate.Set(*gates); err != nil {
			return err
		}
	}
	s, err := newServer()
	if err != nil {
		return err
	}
	s.strictDuplicates = *strictDuplicates
	out := bufio.NewWriterSize(os.Stdout, 1<<16)
	defer out.Flush()

	switch {
	case *list:
		names := []string{}
		for gvk := range s.kinds {
			version, kind := gvk.ToAPIVersionAndKind()
			names = append(names, version+" "+kind)
		}
		sort.Strings(names)
		_, err := fmt.Fprintln(out, strings.Join(names, "\n"))
		return err
	case *jsonl:
		return s.answer(os.Stdin, out)
	}

	files := flag.Args()
	if *filesFrom != "" {
		text, err := contents(*filesFrom)
		if err != nil {
			return err
		}
		for _, name := range strings.Split(string(text), "\n") {
			if name != "" {
				files = append(files, name)
			}
		}
	}
	for _, name := range files {
		data, err := contents(name)
		if err != nil {
			return err
		}
		for _, result := range s.read(name, data) {
			if err := line(out, result); err != nil {
				return err
			}
		}
	}
	return nil
}

func contents(name string) ([]byte, error) {
	if name == "-" {
		return io.ReadAll(os.Stdin)
	}
	return os.ReadFile(name)
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "apiserver:", err)
		os.Exit(1)
	}
}
