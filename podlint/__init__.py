"""podlint: a static linter for Kubernetes manifests that understands Pods."""
