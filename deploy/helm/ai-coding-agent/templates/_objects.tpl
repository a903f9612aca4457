{{- define "agent.serviceAccount" -}}
apiVersion: v1
kind: ServiceAccount
metadata:
  name: {{ include "agent.name" . }}
  labels: {{- include "agent.labels" . | nindent 4 }}
  {{- with .settings.serviceAccountAnnotations }}
  annotations: {{- toYaml . | nindent 4 }}
  {{- end }}
automountServiceAccountToken: false
{{- end -}}

{{- define "agent.service" -}}
apiVersion: v1
kind: Service
metadata:
  name: {{ include "agent.name" . }}
  labels: {{- include "agent.labels" . | nindent 4 }}
spec:
  type: ClusterIP
  selector: {{- include "agent.selector" . | nindent 4 }}
  ports: [{ name: http, port: {{ .servicePort }}, targetPort: http, protocol: TCP }]
{{- end -}}

{{- define "agent.disruptionBudget" -}}
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: {{ include "agent.name" . }}
  labels: {{- include "agent.labels" . | nindent 4 }}
spec:
  selector:
    matchLabels: {{- include "agent.selector" . | nindent 6 }}
  # One after the other; each drains its job within its grace period.
  maxUnavailable: 1
  unhealthyPodEvictionPolicy: AlwaysAllow
{{- end -}}

{{- define "agent.podMonitor" -}}
apiVersion: monitoring.coreos.com/v1
kind: PodMonitor
metadata:
  name: {{ include "agent.name" . }}
  labels:
    {{- include "agent.labels" . | nindent 4 }}
    {{- with .root.Values.monitoring.labels }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
spec:
  selector:
    matchLabels: {{- include "agent.selector" . | nindent 6 }}
  podMetricsEndpoints: [{ port: http, path: /metrics, interval: {{ .root.Values.monitoring.interval }} }]
{{- end -}}
