{{/* What every pod of the chart has in its spec. agent.pod (dict "root" $ "app" … "settings" …) */}}
{{- define "agent.pod" -}}
serviceAccountName: {{ include "agent.name" . }}
automountServiceAccountToken: false
enableServiceLinks: false
{{- with .root.Values.image.pullSecrets }}
imagePullSecrets: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .settings.nodeSelector }}
nodeSelector: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .settings.tolerations }}
tolerations: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .settings.affinity }}
affinity: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .settings.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- end -}}

{{- define "agent.podSecurityContext" -}}
runAsNonRoot: true
runAsUser: {{ .uid }}
runAsGroup: 10000
fsGroup: 10000
fsGroupChangePolicy: OnRootMismatch
seccompProfile: { type: RuntimeDefault }
{{- end -}}

{{- define "agent.containerSecurityContext" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
privileged: false
capabilities: { drop: [ALL] }
{{- end -}}

{{- define "agent.probes" -}}
startupProbe:
  httpGet: { path: /health/live, port: http }
  periodSeconds: 1
  failureThreshold: 60
livenessProbe:
  httpGet: { path: /health/live, port: http }
  periodSeconds: 10
  timeoutSeconds: 5
  failureThreshold: 6
readinessProbe:
  httpGet: { path: /health/ready, port: http }
  periodSeconds: 5
  timeoutSeconds: 3
{{- end -}}

{{/* Settings that every app reads; the same in all of them, since each retry delay is a queue. */}}
{{- define "agent.commonSettings" -}}
LOG_LEVEL: {{ .Values.logLevel | quote }}
BROKER_TOPOLOGY: {{ include "agent.topologyMode" . | quote }}
RETRY_DELAYS_SECONDS: {{ join "," .Values.jobs.retryDelaysSeconds | quote }}
REPOSITORY_ALLOWLIST: {{ join "," .Values.jobs.repositoryAllowlist | quote }}
JOB_MAX_COST_USD: {{ .Values.jobs.maxCostUsd | quote }}
GITHUB_API_URL: {{ .Values.github.apiUrl | quote }}
GITHUB_SERVER_URL: {{ .Values.github.serverUrl | quote }}
{{- with .Values.github.agentLogin }}
AGENT_LOGIN: {{ . | quote }}
{{- end }}
LLM_MODEL: {{ .Values.llm.model | quote }}
{{- with .Values.llm.allowedModels }}
LLM_ALLOWED_MODELS: {{ join "," . | quote }}
{{- end }}
{{- end -}}

{{/* `check` where an account with more rights applies the topology first. */}}
{{- define "agent.topologyMode" -}}
{{- ternary "check" "declare" (eq (include "agent.topologyJob" .) "true") -}}
{{- end -}}
{{- define "agent.topologyJob" -}}
{{- and .Values.topology.job (eq .Values.broker.mode "external") -}}
{{- end -}}
