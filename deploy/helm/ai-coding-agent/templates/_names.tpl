{{/* Name that every object starts with: the release's, with the chart's unless it is in there already. */}}
{{- define "agent.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 40 | trimSuffix "-" -}}
{{- else -}}
{{- $name := default .Chart.Name .Values.nameOverride -}}
{{- ternary .Release.Name (printf "%s-%s" .Release.Name $name) (contains $name .Release.Name) | trunc 40 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{/* agent.name (dict "root" $ "app" "ingest-api"): name of the objects of one app. */}}
{{- define "agent.name" -}}
{{ include "agent.fullname" .root }}-{{ .app }}
{{- end -}}

{{- define "agent.selector" -}}
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/name: {{ .app }}
{{- end -}}

{{- define "agent.labels" -}}
{{ include "agent.selector" . }}
app.kubernetes.io/part-of: ai-coding-agent
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version | replace "+" "_" }}
{{- end -}}

{{/* agent.image (dict "root" $ "app" "ingest-api"): by digest where one is given, else by tag. */}}
{{- define "agent.image" -}}
{{- $image := .root.Values.image -}}
{{- $digest := get $image.digests .app -}}
{{- printf "%s/%s" $image.repository .app -}}
{{- if $digest -}}@{{ $digest }}{{- else -}}:{{ default .root.Chart.AppVersion $image.tag }}{{- end -}}
{{- end -}}
