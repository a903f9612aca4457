{{- define "agent.definitionsSecret" -}}
{{- required "broker.definitionsSecret: name a Secret whose key `definitions.json` has the broker's vhost and users (deploy/install.sh makes one)" .Values.broker.definitionsSecret -}}
{{- end -}}
