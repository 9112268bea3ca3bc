{{/* What a service is: its ports, what it owns and whom it calls. docs/architecture.md draws the same arrows. */}}
{{- define "agent-auth.facts" -}}
callback-gateway: { port: 8080, management: 9080, redis: true, calls: [connection-service, account-service, token-refresher] }
connection-service: { port: 8081, management: 9081, database: connection, calls: [account-service, token-refresher], group: connection-service.connections, topic: agent-auth.connections.v1 }
account-service: { port: 8082, management: 9082, database: account, accessTokens: true, calls: [connection-service, token-refresher], group: account-service.event-log, topic: agent-auth.accounts.v1 }
token-refresher: { port: 8083, management: 9083, database: refresher, accessTokens: true, redis: true, leaves: true, calls: [connection-service, account-service], group: token-refresher.renewal, topic: agent-auth.accounts.v1 }
{{- end }}

{{- define "agent-auth.fullname" -}}
{{- if contains "agent-auth" .Release.Name }}{{ .Release.Name | trunc 40 | trimSuffix "-" }}{{ else }}{{ printf "%s-agent-auth" .Release.Name | trunc 40 | trimSuffix "-" }}{{ end }}
{{- end }}

{{/* Of everything. Selectors take agent-auth.selector, which never changes. */}}
{{- define "agent-auth.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version | replace "+" "_" }}
app.kubernetes.io/version: {{ .root.Values.image.tag | default .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
app.kubernetes.io/part-of: agent-auth
{{ include "agent-auth.selector" . }}
{{- end }}

{{- define "agent-auth.selector" -}}
app.kubernetes.io/name: {{ .name }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
{{- end }}

{{- define "agent-auth.image" -}}
{{- $image := .root.Values.image -}}
{{- with $image.registry }}{{ . }}/{{ end }}{{ $image.repository }}/{{ .name }}:{{ $image.tag | default .root.Chart.AppVersion }}
{{- end }}

{{- define "agent-auth.url" -}}
{{- $facts := fromYaml (include "agent-auth.facts" .root) -}}
{{- printf "%s://%s-%s:%v" (ternary "https" "http" .root.Values.tls.enabled) (include "agent-auth.fullname" .root) .name (get $facts .name).port }}
{{- end }}

{{/* Restricted pod security. */}}
{{- define "agent-auth.podSecurity" -}}
automountServiceAccountToken: false
enableServiceLinks: false
securityContext:
  runAsNonRoot: true
  runAsUser: 10001
  runAsGroup: 10001
  fsGroup: 10001
  seccompProfile: { type: RuntimeDefault }
{{- with .Values.image.pullSecrets }}
imagePullSecrets: {{- range . }}
  - name: {{ . }}
{{- end }}
{{- end }}
{{- end }}

{{- define "agent-auth.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: { drop: [ALL] }
{{- end }}

{{- define "agent-auth.jdbcUrl" -}}
{{- $tls := .root.Values.database.tls -}}
jdbc:postgresql://{{ .root.Values.database.host }}:{{ .root.Values.database.port }}/{{ .database }}?sslmode={{ $tls.mode }}{{ if eq $tls.mode "verify-full" }}&sslrootcert=/run/agent-auth/database-ca/ca.crt{{ end }}
{{- end }}

{{- define "agent-auth.databaseCa" -}}
- name: database-ca
  secret: { secretName: {{ .Values.database.tls.caSecret }}, defaultMode: 0440, items: [{ key: {{ .Values.database.tls.caKey }}, path: ca.crt }] }
{{- end }}

{{/* The environment variable NAME from a key of a Secret. */}}
{{- define "agent-auth.secretEnv" -}}
- name: {{ .name }}
  valueFrom: { secretKeyRef: { name: {{ .secret }}, key: {{ .key }} } }
{{- end }}
