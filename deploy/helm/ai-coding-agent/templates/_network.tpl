{{/* Rules of the NetworkPolicies. Each is a list item of `egress` or `ingress`. */}}

{{- define "agent.egressDns" -}}
- to: [{ namespaceSelector: {}, podSelector: { matchLabels: {{ toJson .Values.networkPolicy.dnsPodLabels }} } }]
  ports: [{ protocol: UDP, port: 53 }, { protocol: TCP, port: 53 }]
{{- end -}}

{{- define "agent.egressBroker" -}}
{{- if eq .Values.broker.mode "external" -}}
- ports: [{ protocol: TCP, port: {{ .Values.broker.port }} }]
  {{- with .Values.networkPolicy.brokerPeers }}
  to: {{- toYaml . | nindent 4 }}
  {{- end }}
{{- else -}}
- to: [{ podSelector: { matchLabels: {{ include "agent.brokerPodLabels" . }} } }]
  ports: [{ protocol: TCP, port: 5672 }]
{{- end -}}
{{- end -}}

{{- define "agent.brokerPodLabels" -}}
{{- if eq .Values.broker.mode "operator" -}}
{ app.kubernetes.io/name: {{ include "agent.fullname" . }}-rabbitmq, app.kubernetes.io/component: rabbitmq }
{{- else -}}
{ app.kubernetes.io/instance: {{ .Release.Name }}, app.kubernetes.io/name: rabbitmq }
{{- end -}}
{{- end -}}

{{/* GitHub and the model. Without addresses of your own: the public internet, without private nets and cloud metadata. */}}
{{- define "agent.egressWeb" -}}
{{- range list .Values.networkPolicy.github .Values.networkPolicy.model }}
- to:
    {{- if .peers }}
    {{- toYaml .peers | nindent 4 }}
    {{- else }}
    - ipBlock:
        cidr: 0.0.0.0/0
        except: [10.0.0.0/8, 100.64.0.0/10, 127.0.0.0/8, 169.254.0.0/16, 172.16.0.0/12, 192.168.0.0/16]
    {{- end }}
  ports:
    {{- range .ports }}
    - { protocol: TCP, port: {{ . }} }
    {{- end }}
{{- end }}
{{- end -}}

{{- define "agent.ingressMetrics" -}}
{{- if .root.Values.monitoring.enabled -}}
- from: [{ namespaceSelector: { matchLabels: {{ toJson .root.Values.networkPolicy.monitoringNamespaceLabels }} } }]
  ports: [{ protocol: TCP, port: http }]
{{- end -}}
{{- end -}}

{{/* Policy of a worker: nobody calls it but Prometheus. */}}
{{- define "agent.workerNetworkPolicy" -}}
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: {{ include "agent.name" . }}
  labels: {{- include "agent.labels" . | nindent 4 }}
spec:
  podSelector:
    matchLabels: {{- include "agent.selector" . | nindent 6 }}
  policyTypes: [Ingress, Egress]
  {{- with include "agent.ingressMetrics" . }}
  ingress: {{- . | nindent 4 }}
  {{- end }}
  egress:
    {{- include "agent.egressDns" .root | nindent 4 }}
    {{- include "agent.egressBroker" .root | nindent 4 }}
    {{- include "agent.egressWeb" .root | nindent 4 }}
{{- end -}}
