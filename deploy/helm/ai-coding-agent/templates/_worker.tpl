{{/*
A worker: its Deployment. agent.workerDeployment (dict "root" $ "app" "quickfix-worker" "settings" .Values.quickfixWorker)

No `replicas` while KEDA scales: every upgrade would set them back, and take busy workers away.
*/}}
{{- define "agent.workerDeployment" -}}
{{- $s := .settings -}}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ include "agent.name" . }}
  labels: {{- include "agent.labels" . | nindent 4 }}
spec:
  {{- if not $s.autoscaling.enabled }}
  replicas: {{ $s.replicas }}
  {{- end }}
  revisionHistoryLimit: 5
  # A worker that drains holds its place for long; that must not fail a roll-out.
  progressDeadlineSeconds: 600
  strategy: { type: RollingUpdate, rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } }
  selector:
    matchLabels: {{- include "agent.selector" . | nindent 6 }}
  template:
    metadata:
      labels: {{- include "agent.labels" . | nindent 8 }}
      annotations:
        checksum/settings: {{ include "agent.workerSettings" . | sha256sum }}
        # A node with a job on it is not taken away to save money.
        cluster-autoscaler.kubernetes.io/safe-to-evict: 'false'
        karpenter.sh/do-not-disrupt: 'true'
        {{- with $s.podAnnotations }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
    spec:
      {{- include "agent.pod" . | nindent 6 }}
      terminationGracePeriodSeconds: {{ add (include "agent.drainSeconds" .) $s.terminationMarginSeconds }}
      securityContext: {{- include "agent.podSecurityContext" (dict "uid" 10001) | nindent 8 }}
      initContainers:
        {{- include "agent.sidecar" . | nindent 8 }}
      containers:
        - name: worker
          image: {{ include "agent.image" . }}
          imagePullPolicy: {{ .root.Values.image.pullPolicy }}
          securityContext: {{- include "agent.containerSecurityContext" . | nindent 12 }}
          ports: [{ name: http, containerPort: {{ $s.port }} }]
          envFrom: [{ configMapRef: { name: {{ include "agent.name" . }} } }]
          env:
            {{- include "agent.brokerEnv" .root | nindent 12 }}
            {{- include "agent.githubEnv" .root | nindent 12 }}
            {{- range .root.Values.llm.secretKeys }}
            - { name: {{ . }}_FILE, value: /run/secrets/llm/{{ . }} }
            {{- end }}
          {{- include "agent.probes" . | nindent 10 }}
          resources: {{- toYaml $s.resources | nindent 12 }}
          volumeMounts:
            - { name: runner, mountPath: /run/agent }
            - { name: workspace, mountPath: /workspace }
            - { name: mirrors, mountPath: /var/cache/worker }
            - { name: tmp, mountPath: /tmp }
            - { name: broker, mountPath: /run/secrets/broker, readOnly: true }
            - { name: github, mountPath: /run/secrets/github, readOnly: true }
            {{- if .root.Values.llm.existingSecret }}
            - { name: llm, mountPath: /run/secrets/llm, readOnly: true }
            {{- end }}
      volumes:
        # The socket between worker and agent.
        - { name: runner, emptyDir: { medium: Memory, sizeLimit: 16Mi } }
        # Checkouts. In memory they leave nothing behind on the node.
        - { name: workspace, emptyDir: {{ include "agent.emptyDir" $s.workspace }} }
        # Native git reads what lies here: never for the agent.
        - name: mirrors
          {{- toYaml ($s.mirrors | default (dict "emptyDir" (dict "sizeLimit" "1280Mi"))) | nindent 10 }}
        - { name: tmp, emptyDir: { sizeLimit: 256Mi } }
        - { name: agent-tmp, emptyDir: {{ include "agent.emptyDir" $s.agent.scratch }} }
        # What the agent keeps of repositories it has seen: bounded by itself, and no loss when it goes.
        - { name: agent-cache, emptyDir: { sizeLimit: 384Mi } }
        {{- include "agent.brokerVolume" .root | nindent 8 }}
        {{- include "agent.githubVolume" .root | nindent 8 }}
        {{- with .root.Values.llm.existingSecret }}
        - { name: llm, secret: { secretName: {{ . }}, defaultMode: 0440 } }
        {{- end }}
{{- end -}}

{{/*
The agent: another user, no secret, no token of the cluster. It is a sidecar (an init container that goes on), so that it
is there before the worker, and is stopped only after the worker has drained.
*/}}
{{- define "agent.sidecar" -}}
- name: agent
  image: {{ include "agent.image" (dict "root" .root "app" "agent") }}
  imagePullPolicy: {{ .root.Values.image.pullPolicy }}
  restartPolicy: Always
  args: [serve, --shared, --socket, /run/agent/runner.sock, --pool, {{ .settings.concurrency | quote }}, --scratch, /tmp, --cache, /var/cache/agent{{ if eq .root.Values.llm.credentials "sandbox" }}, --network{{ end }}]
  securityContext:
    {{- include "agent.containerSecurityContext" . | nindent 4 }}
    runAsUser: 10002
  startupProbe:
    exec: { command: [test, -S, /run/agent/runner.sock] }
    periodSeconds: 1
    failureThreshold: 60
  resources: {{- toYaml .settings.agent.resources | nindent 4 }}
  volumeMounts:
    - { name: runner, mountPath: /run/agent }
    - { name: workspace, mountPath: /workspace }
    - { name: agent-tmp, mountPath: /tmp }
    - { name: agent-cache, mountPath: /var/cache/agent }
{{- end -}}

{{- define "agent.emptyDir" -}}
{ sizeLimit: {{ .sizeLimit }}{{ with .medium }}, medium: {{ . }}{{ end }} }
{{- end -}}

{{- define "agent.drainSeconds" -}}
{{- add .settings.jobTimeoutSeconds 60 -}}
{{- end -}}

{{/* Data of a worker's ConfigMap. */}}
{{- define "agent.workerSettings" -}}
{{ include "agent.commonSettings" .root }}
PORT: {{ .settings.port | quote }}
LLM_CREDENTIALS: {{ .root.Values.llm.credentials }}
AGENT_SANDBOX: socket:/run/agent/runner.sock
WORKSPACE_DIR: /workspace
CACHE_DIR: /var/cache/worker
JOB_TIMEOUT_SECONDS: {{ .settings.jobTimeoutSeconds | quote }}
DRAIN_SECONDS: {{ include "agent.drainSeconds" . | quote }}
JOB_CONCURRENCY: {{ .settings.concurrency | quote }}
JOB_MAX_ATTEMPTS: {{ .root.Values.jobs.maxAttempts | quote }}
JOB_MAX_LLM_CALLS: {{ .root.Values.jobs.maxLlmCalls | quote }}
{{- with .root.Values.jobs.verifyCommand }}
VERIFY_COMMAND: {{ . | quote }}
{{- end }}
{{- with .root.Values.llm.weakModel }}
LLM_WEAK_MODEL: {{ . | quote }}
{{- end }}
{{- with .root.Values.llm.editorModel }}
LLM_EDITOR_MODEL: {{ . | quote }}
{{- end }}
{{- with .root.Values.llm.prices }}
LLM_PRICES: {{ toJson . | quote }}
{{- end }}
{{- with .root.Values.github.author.name }}
GIT_AUTHOR_NAME: {{ . | quote }}
{{- end }}
{{- with .root.Values.github.author.email }}
GIT_AUTHOR_EMAIL: {{ . | quote }}
{{- end }}
{{- range $name, $value := merge (dict) .settings.env .root.Values.llm.env }}
{{ $name }}: {{ $value | quote }}
{{- end }}
{{- end -}}

{{- define "agent.workerConfigMap" -}}
apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ include "agent.name" . }}
  labels: {{- include "agent.labels" . | nindent 4 }}
data:
  {{- include "agent.workerSettings" . | nindent 2 }}
{{- end -}}

{{/*
Scaling of a worker, every value measured on a real KEDA (docs/DEPLOYMENT.md says what goes wrong without it):
http counts jobs that are being worked on; `fallback` and the long scale-down window together keep busy workers while
the broker is away and just after it is back. Never `fallback.replicas: 0`.
*/}}
{{- define "agent.workerScaledObject" -}}
{{- $a := .settings.autoscaling -}}
apiVersion: keda.sh/v1alpha1
kind: ScaledObject
metadata:
  name: {{ include "agent.name" . }}
  labels: {{- include "agent.labels" . | nindent 4 }}
  {{- with $a.annotations }}
  annotations: {{- toYaml . | nindent 4 }}
  {{- end }}
spec:
  scaleTargetRef: { name: {{ include "agent.name" . }} }
  pollingInterval: {{ $a.pollingIntervalSeconds }}
  cooldownPeriod: {{ $a.cooldownSeconds }}
  initialCooldownPeriod: 120
  minReplicaCount: {{ $a.minReplicas }}
  maxReplicaCount: {{ $a.maxReplicas }}
  fallback: { failureThreshold: 3, replicas: 1, behavior: currentReplicasIfHigher }
  advanced:
    horizontalPodAutoscalerConfig:
      behavior:
        scaleUp:
          stabilizationWindowSeconds: 0
          policies: [{ type: Pods, value: 4, periodSeconds: 30 }]
        scaleDown:
          stabilizationWindowSeconds: {{ $a.scaleDownStabilizationSeconds }}
          policies: [{ type: Pods, value: 1, periodSeconds: 60 }]
  triggers:
    - type: rabbitmq
      metadata:
        protocol: http
        queueName: {{ .queue }}
        vhostName: {{ .root.Values.broker.vhost }}
        mode: QueueLength
        value: {{ .settings.concurrency | quote }}
        activationValue: '0'
        timeout: '3000'
      authenticationRef: { name: {{ include "agent.fullname" .root }}-broker }
{{- end -}}
