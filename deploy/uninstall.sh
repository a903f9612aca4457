#!/usr/bin/env bash
# Takes AI Coding Agent off the cluster that kubectl points to. Running jobs are finished first.
#
# usage: deploy/uninstall.sh [--namespace NAME] [--release NAME] [--with-data]
# Secrets and the broker's volume stay, unless --with-data is given: then nothing is left of jobs and credentials.
set -euo pipefail

namespace=ai-coding-agent release=agent with_data=
while [ $# -gt 0 ]; do
  case $1 in
    --namespace) namespace=$2; shift 2 ;;
    --release) release=$2; shift 2 ;;
    --with-data) with_data=yes; shift ;;
    *) sed -n '2,5s/^# \{0,1\}//p' "$0"; exit 2 ;;
  esac
done

# In the foreground the workers drain before the broker could go.
kubectl --namespace "$namespace" delete scaledobject -l "app.kubernetes.io/instance=$release" --ignore-not-found
kubectl --namespace "$namespace" delete deployment -l "app.kubernetes.io/instance=$release" --cascade=foreground --timeout 45m
helm uninstall "$release" --namespace "$namespace" --wait
# Helm leaves what it ran beside the release: its test, and a hook that failed.
kubectl --namespace "$namespace" delete job,pod -l "app.kubernetes.io/instance=$release"
if [ -n "$with_data" ]; then
  kubectl --namespace "$namespace" delete pvc -l "app.kubernetes.io/instance=$release"
  kubectl --namespace "$namespace" delete secret --ignore-not-found \
    "$release"-{github,api,llm,broker,broker-monitoring,broker-definitions}
fi
