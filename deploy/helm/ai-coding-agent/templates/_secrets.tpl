{{/* Secrets are files, never variables: `ps`, `kubectl describe` and crash reports don't show them. */}}

{{/* Name of the Secret with the broker's address. */}}
{{- define "agent.brokerSecret" -}}
{{- required "broker.existingSecret: name a Secret whose key `url` holds amqp(s)://user:password@host:port/vhost" .Values.broker.existingSecret -}}
{{- end -}}
{{- define "agent.githubSecret" -}}
{{- required "github.existingSecret: name a Secret with `token`, or `app-id` and `private-key`" .Values.github.existingSecret -}}
{{- end -}}

{{- define "agent.brokerEnv" -}}
- { name: RABBITMQ_URL_FILE, value: /run/secrets/broker/url }
{{- end -}}

{{- define "agent.brokerVolume" -}}
- name: broker
  secret:
    secretName: {{ include "agent.brokerSecret" . }}
    defaultMode: 0440
    items: [{ key: url, path: url }]
{{- end -}}

{{- define "agent.githubEnv" -}}
{{- if eq .Values.github.auth "app" -}}
- name: GITHUB_APP_ID
  valueFrom: { secretKeyRef: { name: {{ include "agent.githubSecret" . }}, key: app-id } }
- { name: GITHUB_APP_PRIVATE_KEY_FILE, value: /run/secrets/github/private-key }
{{- else -}}
- { name: GITHUB_TOKEN_FILE, value: /run/secrets/github/token }
{{- end -}}
{{- end -}}

{{- define "agent.githubVolume" -}}
- name: github
  secret:
    secretName: {{ include "agent.githubSecret" . }}
    defaultMode: 0440
    items: [{{ ternary "{ key: private-key, path: private-key }" "{ key: token, path: token }" (eq .Values.github.auth "app") }}]
{{- end -}}
