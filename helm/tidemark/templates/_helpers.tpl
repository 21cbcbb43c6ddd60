{{- define "tidemark.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 50 | trimSuffix "-" -}}
{{- end }}

{{- define "tidemark.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 50 | trimSuffix "-" -}}
{{- else if contains (include "tidemark.name" .) .Release.Name -}}
{{- .Release.Name | trunc 50 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name (include "tidemark.name" .) | trunc 50 | trimSuffix "-" -}}
{{- end -}}
{{- end }}

{{- define "tidemark.selector" -}}
app.kubernetes.io/name: {{ include "tidemark.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "tidemark.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{ include "tidemark.selector" . }}
{{- end }}

{{- define "tidemark.serviceAccount" -}}
{{- if .Values.serviceAccount.create -}}
{{- default (include "tidemark.fullname" .) .Values.serviceAccount.name -}}
{{- else -}}
{{- default "default" .Values.serviceAccount.name -}}
{{- end -}}
{{- end }}

{{- define "tidemark.claim" -}}
{{- default (printf "%s-models" (include "tidemark.fullname" .)) .Values.store.pvc.existingClaim -}}
{{- end }}

{{- define "tidemark.scheme" -}}
{{- if .Values.http.tls.secret }}HTTPS{{ else }}HTTP{{ end -}}
{{- end }}

{{/* What no single value can say: the rest is in values.schema.json. */}}
{{- define "tidemark.check" -}}
{{- if and .Values.store.pvc.enabled .Values.store.s3.url -}}
{{- fail "store: there is one model store; with store.s3.url set store.pvc.enabled=false" -}}
{{- end -}}
{{- if and (not .Values.store.pvc.enabled) (not .Values.store.s3.url) -}}
{{- fail "store: without a volume (store.pvc.enabled) models need a bucket: set store.s3.url" -}}
{{- end -}}
{{- if and .Values.tagger.hpa.enabled .Values.tagger.keda.enabled -}}
{{- fail "tagger: hpa and keda would each set the number of replicas; enable one of them" -}}
{{- end -}}
{{- end }}

{{/* tidemark.batch.max-tokens is TIDEMARK_BATCH_MAX_TOKENS. */}}
{{- define "tidemark.variable" -}}
{{- regexReplaceAll "[^A-Za-z0-9]" . "_" | upper -}}
{{- end }}

{{/* The environment of a role: what the chart decides, then the settings of both roles, then the role's own. */}}
{{- define "tidemark.environment" -}}
{{- $values := .root.Values -}}
- name: TIDEMARK_KAFKA_BOOTSTRAP_SERVERS
  value: {{ $values.kafka.bootstrapServers | quote }}
{{- range $name, $value := $values.kafka.settings }}
- name: TIDEMARK_KAFKA_{{ include "tidemark.variable" $name }}
  value: {{ $value | toString | quote }}
{{- end }}
{{- range $name, $ref := $values.kafka.secretSettings }}
- name: TIDEMARK_KAFKA_{{ include "tidemark.variable" $name }}
  valueFrom:
    secretKeyRef:
      name: {{ $ref.secret }}
      key: {{ $ref.key }}
{{- end }}
- name: TIDEMARK_HTTP_HOST
  value: 0.0.0.0
- name: TIDEMARK_HTTP_PORT
  value: {{ $values.http.port | quote }}
- name: TIDEMARK_HTTP_TOKEN_READ
  value: file:/run/tidemark/tokens/read{{ if $values.http.tokens.readers }},file:/run/tidemark/tokens/readers{{ end }}
{{- if $values.http.tokens.annotate }}
- name: TIDEMARK_HTTP_TOKEN_ANNOTATE
  value: file:/run/tidemark/tokens/annotate
{{- end }}
{{- if $values.http.tokens.operate }}
- name: TIDEMARK_HTTP_TOKEN_OPERATE
  value: file:/run/tidemark/tokens/operate
{{- end }}
{{- if $values.http.tls.secret }}
- name: TIDEMARK_HTTP_TLS_KEYSTORE
  value: /run/tidemark/tls/keystore.p12
- name: TIDEMARK_HTTP_TLS_PASSWORD
  value: file:/run/tidemark/tls/password
{{- end }}
- name: TIDEMARK_CLOSE_TIMEOUT
  value: {{ printf "%ds" (int $values.closeTimeoutSeconds) }}
- name: TIDEMARK_STORE_CACHE
  value: /var/lib/tidemark/cache
{{- if $values.store.s3.url }}
- name: TIDEMARK_STORE_URL
  value: {{ $values.store.s3.url | quote }}
- name: TIDEMARK_STORE_S3_ENDPOINT
  value: {{ $values.store.s3.endpoint | quote }}
- name: TIDEMARK_STORE_S3_REGION
  value: {{ $values.store.s3.region | quote }}
- name: TIDEMARK_STORE_S3_PATH_STYLE
  value: {{ $values.store.s3.pathStyle | quote }}
{{- with $values.store.s3.secret }}
- name: AWS_ACCESS_KEY_ID
  valueFrom:
    secretKeyRef:
      name: {{ . }}
      key: access-key-id
- name: AWS_SECRET_ACCESS_KEY
  valueFrom:
    secretKeyRef:
      name: {{ . }}
      key: secret-access-key
{{- end }}
{{- else }}
- name: TIDEMARK_STORE_URL
  value: /var/lib/tidemark/models
{{- end }}
{{- $settings := dict }}
{{- if .values.gpu.enabled }}
{{- $_ := set $settings "tidemark.device" "gpu" }}
{{- end }}
{{- range $name, $value := mergeOverwrite $settings (deepCopy $values.settings) .values.settings }}
- name: {{ include "tidemark.variable" $name }}
  {{- /* YAML makes 1000000 a float, which would print as 1e+06. */}}
  value: {{ (kindIs "float64" $value | ternary ($value | toJson) ($value | toString)) | quote }}
{{- end }}
{{- with $values.javaOptions }}
- name: TIDEMARK_JAVA_OPTS
  value: {{ . | quote }}
{{- end }}
{{- end }}

{{/* The pod of a role: dict "root" $ "role" "tagger" "values" .Values.tagger */}}
{{- define "tidemark.pod" -}}
{{- $values := .root.Values -}}
metadata:
  labels:
    {{- include "tidemark.selector" .root | nindent 4 }}
    app.kubernetes.io/component: {{ .role }}
  {{- with .values.podAnnotations }}
  annotations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
spec:
  serviceAccountName: {{ include "tidemark.serviceAccount" .root }}
  # It talks to Kafka, not to Kubernetes.
  automountServiceAccountToken: false
  enableServiceLinks: false
  # Longer than Tidemark itself waits: for what is in flight (tidemark.close.timeout), then at most 30 s for PyTorch.
  terminationGracePeriodSeconds: {{ add (int $values.closeTimeoutSeconds) 40 }}
  securityContext:
    runAsNonRoot: true
    runAsUser: 10001
    runAsGroup: 10001
    fsGroup: 10001
    fsGroupChangePolicy: OnRootMismatch
    seccompProfile:
      type: RuntimeDefault
  {{- with $values.imagePullSecrets }}
  imagePullSecrets:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  containers:
    - name: tidemark
      image: "{{ $values.image.repository }}:{{ $values.image.tag | default .root.Chart.AppVersion }}"
      imagePullPolicy: {{ $values.image.pullPolicy }}
      args:
        - run
        - --roles
        - {{ .role }}
      env:
        {{- include "tidemark.environment" . | nindent 8 }}
      ports:
        - name: http
          containerPort: {{ $values.http.port }}
      # The first start measures which batches are fastest, and that takes a minute or two.
      startupProbe:
        httpGet:
          path: /health/live
          port: http
          scheme: {{ include "tidemark.scheme" .root }}
        periodSeconds: 5
        failureThreshold: 60
      livenessProbe:
        httpGet:
          path: /health/live
          port: http
          scheme: {{ include "tidemark.scheme" .root }}
        periodSeconds: 10
        timeoutSeconds: 5
        failureThreshold: 6
      readinessProbe:
        httpGet:
          path: /health/ready
          port: http
          scheme: {{ include "tidemark.scheme" .root }}
        periodSeconds: 5
        timeoutSeconds: 5
      resources:
        {{- $resources := deepCopy .values.resources }}
        {{- if .values.gpu.enabled }}
        {{- $limits := get $resources "limits" | default dict }}
        {{- $_ := set $limits .values.gpu.resource (toString (int .values.gpu.count)) }}
        {{- $_ := set $resources "limits" $limits }}
        {{- end }}
        {{- toYaml $resources | nindent 8 }}
      securityContext:
        allowPrivilegeEscalation: false
        readOnlyRootFilesystem: true
        privileged: false
        capabilities:
          drop:
            - ALL
      volumeMounts:
        - name: tmp
          mountPath: /tmp
        - name: work
          mountPath: /var/lib/tidemark
        {{- if $values.store.pvc.enabled }}
        - name: models
          mountPath: /var/lib/tidemark/models
        {{- end }}
        - name: tokens
          mountPath: /run/tidemark/tokens
          readOnly: true
        {{- if $values.http.tls.secret }}
        - name: tls
          mountPath: /run/tidemark/tls
          readOnly: true
        {{- end }}
        {{- if $values.kafka.secretFiles }}
        - name: kafka
          mountPath: /run/tidemark/kafka
          readOnly: true
        {{- end }}
  {{- with .values.nodeSelector }}
  nodeSelector:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .values.tolerations }}
  tolerations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .values.affinity }}
  affinity:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  volumes:
    - name: tmp
      emptyDir: {}
    # Fetched versions, and with CUDA PyTorch itself.
    - name: work
      emptyDir: {}
    {{- if $values.store.pvc.enabled }}
    - name: models
      persistentVolumeClaim:
        claimName: {{ include "tidemark.claim" .root }}
    {{- end }}
    - name: tokens
      secret:
        secretName: {{ $values.http.tokens.secret }}
    {{- with $values.http.tls.secret }}
    - name: tls
      secret:
        secretName: {{ . }}
    {{- end }}
    {{- with $values.kafka.secretFiles }}
    - name: kafka
      secret:
        secretName: {{ . }}
    {{- end }}
{{- end }}
