"""Images without a version of their own.

## What it does

Reports containers whose image has the tag `latest`, or neither a tag nor a digest.

## Why it matters

The same manifest starts another program tomorrow, and a rollback brings nothing back.

## What to do instead

Name a version: `registry.acme.example/shop:1.4.2`.

## When it is fine

On a developer's own cluster.
"""

from __future__ import annotations

from collections.abc import Iterator

from podlint.rule import Bad, Container, Good, Problem, Rule, Severity, value_of


class NoLatestImage(Rule):
    """Reports images whose version nobody chose."""

    id = "no-latest-image"
    group = "acme"
    summary = "an image without a version is another program tomorrow"
    severity = Severity.WARNING
    examples = (
        Bad(
            text="""\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: shop
spec:
  selector:
    matchLabels: {app: shop}
  template:
    metadata:
      labels: {app: shop}
    spec:
      containers:
        - name: shop
          image: registry.acme.example:5000/shop  # expect: no-latest-image
        - name: log
          image: acme/log:latest  # expect: no-latest-image
""",
        ),
        Good(
            text="""\
apiVersion: v1
kind: Pod
metadata:
  name: shop
spec:
  containers:
    - name: shop
      image: registry.acme.example:5000/shop:1.4.2
    - name: log
      image: acme/log@sha256:9b7c9a5d4bb6ffc16b1c1a2f0a2b2f3a6f0f5c0c5f1d8a0d4c3b2a1908f7e6d5
""",
        ),
    )

    def check_container(self, container: Container) -> Iterator[Problem]:
        image = container.image
        if not image.name or image.digest or image.tag not in ("", "latest"):
            return
        yield Problem(
            value_of((*container.path, "image")),
            f'container "{container.name}" runs whatever {image.name} is on the day it starts',
            help="name a version",
        )
