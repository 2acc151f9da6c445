{{- define "puntual.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 50 | trimSuffix "-" -}}
{{- else -}}
{{- $name := default .Chart.Name .Values.nameOverride -}}
{{- if contains $name .Release.Name -}}{{- .Release.Name | trunc 50 | trimSuffix "-" -}}{{- else -}}{{- printf "%s-%s" .Release.Name $name | trunc 50 | trimSuffix "-" -}}{{- end -}}
{{- end -}}
{{- end -}}

{{- define "puntual.selectorLabels" -}}
app.kubernetes.io/name: {{ default .Chart.Name .Values.nameOverride }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "puntual.labels" -}}
{{ include "puntual.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end -}}

{{- define "puntual.image" -}}
{{- if .Values.image.digest -}}{{ .Values.image.repository }}@{{ .Values.image.digest }}{{- else -}}{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}{{- end -}}
{{- end -}}

{{- define "puntual.serviceAccountName" -}}
{{- if .Values.serviceAccount.create -}}{{ .Values.serviceAccount.name | default (include "puntual.fullname" .) }}{{- else -}}{{ .Values.serviceAccount.name | default "default" }}{{- end -}}
{{- end -}}

{{- define "puntual.secretName" -}}
{{- .Values.secret.existingSecret | default (include "puntual.fullname" .) -}}
{{- end -}}

{{/* The database owner's address for the migration job, if the values contain it; empty when the operator's own secret holds it. */}}
{{- define "puntual.ownerUrl" -}}
{{- if not .Values.migrate.existingSecret -}}{{- .Values.migrate.databaseUrl | default (ternary "" (get .Values.secret.values "DATABASE_URL") (ne .Values.secret.existingSecret "")) -}}{{- end -}}
{{- end -}}

{{- define "puntual.ownerSecretName" -}}
{{- if .Values.migrate.existingSecret -}}{{ .Values.migrate.existingSecret }}
{{- else if include "puntual.ownerUrl" . -}}{{ include "puntual.fullname" . }}-owner
{{- else -}}{{ .Values.secret.existingSecret }}
{{- end -}}
{{- end -}}

{{/* The names under which programs of the cluster call the API, beside the host of publicUrl. */}}
{{- define "puntual.allowedHosts" -}}
{{- $name := include "puntual.fullname" . -}}
{{- $own := list $name (printf "%s.%s" $name .Release.Namespace) (printf "%s.%s.svc" $name .Release.Namespace) (printf "%s.%s.svc.cluster.local" $name .Release.Namespace) -}}
{{- concat $own (compact (list .Values.ingress.host)) .Values.allowedHosts | join "," -}}
{{- end -}}

{{/* Required values; each message says what to give. The ConfigMap calls this once. */}}
{{- define "puntual.validate" -}}
{{- $_ := required "publicUrl: give the address that people and message links use, such as https://collections.example.com" .Values.publicUrl -}}
{{- $_ := required "kafka.brokers: give host:port, several with commas" .Values.kafka.brokers -}}
{{- $_ := required "temporal.address: give host:port of Temporal's frontend" .Values.temporal.address -}}
{{- if not .Values.secret.existingSecret -}}
{{- $given := .Values.secret.values -}}
{{- if not (or (get $given "DATABASE_URL") (and (get $given "APP_DATABASE_URL") (get $given "RELAY_DATABASE_URL"))) -}}
{{- fail "secret: give secret.existingSecret, or in secret.values APP_DATABASE_URL and RELAY_DATABASE_URL (or DATABASE_URL of the owner)" -}}
{{- end -}}
{{- if not (or (get $given "RESEND_API_KEY") .Values.channels.outboxUrl) -}}
{{- fail "secret.values.RESEND_API_KEY: give the key of the e-mail provider, or channels.outboxUrl" -}}
{{- end -}}
{{- if .Values.secret.perService -}}
{{- $keys := .Values.secret.keys -}}
{{- $known := concat $keys.all $keys.api $keys.ingest $keys.worker -}}
{{- range $name, $_ := $given -}}
{{- if not (has $name $known) -}}
{{- fail (printf "secret.values.%s: no service gets it; name it in secret.keys, or set secret.perService=false" $name) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- if and .Values.migrate.enabled (not (include "puntual.ownerSecretName" .)) -}}
{{- fail "migrate: give migrate.existingSecret (key DATABASE_URL) or migrate.databaseUrl, of the database's owner, or set migrate.enabled=false and migrate by hand" -}}
{{- end -}}
{{- end -}}

{{/* One Deployment. Arguments: root, component (api, ingest, worker), port, entry. */}}
{{- define "puntual.deployment" -}}
{{- $root := .root -}}
{{- $c := index $root.Values .component -}}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ include "puntual.fullname" $root }}-{{ .component }}
  labels:
    {{- include "puntual.labels" $root | nindent 4 }}
    app.kubernetes.io/component: {{ .component }}
spec:
  {{- if not $c.autoscaling.enabled }}
  replicas: {{ $c.replicas }}
  {{- end }}
  revisionHistoryLimit: 5
  strategy:
    type: RollingUpdate
    rollingUpdate: { maxUnavailable: 0, maxSurge: 1 }
  selector:
    matchLabels:
      {{- include "puntual.selectorLabels" $root | nindent 6 }}
      app.kubernetes.io/component: {{ .component }}
  template:
    metadata:
      labels:
        {{- include "puntual.labels" $root | nindent 8 }}
        app.kubernetes.io/component: {{ .component }}
        {{- with $root.Values.podLabels }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      annotations:
        checksum/settings: {{ include (print $root.Template.BasePath "/configmap.yaml") $root | sha256sum }}
        checksum/secret: {{ include (print $root.Template.BasePath "/secret.yaml") $root | sha256sum }}
        {{- if $root.Values.metricsAnnotations }}
        prometheus.io/scrape: "true"
        prometheus.io/port: {{ ternary 8083 .port (eq .component "api") | quote }}
        prometheus.io/path: /metrics
        {{- end }}
        {{- with $root.Values.podAnnotations }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
    spec:
      serviceAccountName: {{ include "puntual.serviceAccountName" $root }}
      automountServiceAccountToken: false
      enableServiceLinks: false
      {{- with $root.Values.imagePullSecrets }}
      imagePullSecrets: {{- toYaml . | nindent 8 }}
      {{- end }}
      securityContext: {{- toYaml $root.Values.podSecurityContext | nindent 8 }}
      terminationGracePeriodSeconds: {{ $c.terminationGracePeriodSeconds }}
      {{- with $root.Values.priorityClassName }}
      priorityClassName: {{ . }}
      {{- end }}
      {{- if $root.Values.topologySpread }}
      topologySpreadConstraints:
        {{- range $key := list "topology.kubernetes.io/zone" "kubernetes.io/hostname" }}
        - maxSkew: 1
          topologyKey: {{ $key }}
          whenUnsatisfiable: ScheduleAnyway
          labelSelector:
            matchLabels:
              {{- include "puntual.selectorLabels" $root | nindent 14 }}
              app.kubernetes.io/component: {{ $.component }}
        {{- end }}
      {{- end }}
      containers:
        - name: {{ .component }}
          image: {{ include "puntual.image" $root | quote }}
          imagePullPolicy: {{ $root.Values.image.pullPolicy }}
          command: [node, --enable-source-maps, {{ .entry }}]
          securityContext: {{- toYaml $root.Values.containerSecurityContext | nindent 12 }}
          envFrom:
            - configMapRef: { name: {{ include "puntual.fullname" $root }} }
            {{- if not $root.Values.secret.perService }}
            - secretRef: { name: {{ include "puntual.secretName" $root }} }
            {{- end }}
          env:
            - { name: HOME, value: /tmp }
            {{- if $root.Values.secret.perService }}
            {{- range $key := concat $root.Values.secret.keys.all (index $root.Values.secret.keys .component) }}
            - name: {{ $key }}
              valueFrom:
                secretKeyRef: { name: {{ include "puntual.secretName" $root }}, key: {{ $key }}, optional: true }
            {{- end }}
            {{- end }}
            {{- with $c.nodeOptions }}
            - { name: NODE_OPTIONS, value: {{ . | quote }} }
            {{- end }}
            {{- with $c.maxCachedWorkflows }}
            - { name: WORKER_MAX_CACHED_WORKFLOWS, value: {{ . | quote }} }
            {{- end }}
            {{- with $c.extraEnv }}
            {{- toYaml . | nindent 12 }}
            {{- end }}
          ports:
            - { name: http, containerPort: {{ .port }} }
            {{- if eq .component "api" }}
            - { name: metrics, containerPort: 8083 }
            {{- end }}
          # A process has a minute and a half to start; it waits longer than that for Kafka, Temporal or Postgres.
          startupProbe:
            httpGet: { path: /healthz, port: http }
            periodSeconds: 3
            timeoutSeconds: 3
            failureThreshold: 30
          livenessProbe:
            httpGet: { path: /healthz, port: http }
            periodSeconds: 10
            timeoutSeconds: 5
            failureThreshold: 6
          readinessProbe:
            httpGet: { path: {{ $c.readinessPath }}, port: http }
            periodSeconds: 5
            timeoutSeconds: 5
            failureThreshold: 3
          {{- if $c.drainSeconds }}
          lifecycle:
            preStop:
              exec: { command: [sleep, {{ $c.drainSeconds | quote }}] }
          {{- end }}
          resources: {{- toYaml $c.resources | nindent 12 }}
          volumeMounts:
            - { name: tmp, mountPath: /tmp }
            {{- if $root.Values.temporal.tlsSecret }}
            - { name: temporal-tls, mountPath: /etc/puntual/temporal, readOnly: true }
            {{- end }}
      volumes:
        - name: tmp
          emptyDir: { sizeLimit: 256Mi }
        {{- with $root.Values.temporal.tlsSecret }}
        - name: temporal-tls
          secret: { secretName: {{ . }}, defaultMode: 0440 }
        {{- end }}
      {{- with $root.Values.nodeSelector }}
      nodeSelector: {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- with $root.Values.tolerations }}
      tolerations: {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- with $root.Values.affinity }}
      affinity: {{- toYaml . | nindent 8 }}
      {{- end }}
{{- end -}}

{{/* Disruption budget and autoscaler of one component. Arguments: root, component. */}}
{{- define "puntual.scaling" -}}
{{- $root := .root -}}
{{- $c := index $root.Values .component -}}
{{- $name := printf "%s-%s" (include "puntual.fullname" $root) .component -}}
{{- if $c.podDisruptionBudget.enabled }}
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: {{ $name }}
  labels:
    {{- include "puntual.labels" $root | nindent 4 }}
    app.kubernetes.io/component: {{ .component }}
spec:
  maxUnavailable: {{ $c.podDisruptionBudget.maxUnavailable }}
  selector:
    matchLabels:
      {{- include "puntual.selectorLabels" $root | nindent 6 }}
      app.kubernetes.io/component: {{ .component }}
{{- end }}
{{- if $c.autoscaling.enabled }}
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata:
  name: {{ $name }}
  labels:
    {{- include "puntual.labels" $root | nindent 4 }}
    app.kubernetes.io/component: {{ .component }}
spec:
  scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: {{ $name }} }
  minReplicas: {{ $c.autoscaling.minReplicas }}
  maxReplicas: {{ $c.autoscaling.maxReplicas }}
  metrics:
    - type: Resource
      resource:
        name: cpu
        target: { type: Utilization, averageUtilization: {{ $c.autoscaling.targetCPUUtilizationPercentage }} }
{{- end }}
{{- end -}}
