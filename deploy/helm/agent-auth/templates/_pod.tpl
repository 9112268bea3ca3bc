{{/* A service's environment: the JVM's size, and the secrets that cannot be files. */}}
{{- define "agent-auth.env" -}}
{{- $values := .root.Values -}}
{{- $options := printf "-XX:+UseSerialGC -XX:+ExitOnOutOfMemoryError -XX:MaxRAMPercentage=%v" .service.heapPercent -}}
{{- if $values.tls.enabled }}
{{- include "agent-auth.secretEnv" (dict "name" "TRUST_STORE_PASSWORD" "secret" $values.tls.trustStoreSecret "key" $values.tls.passwordKey) }}
{{- $options = printf "%s -Djavax.net.ssl.trustStore=/run/agent-auth/trust/truststore.p12 -Djavax.net.ssl.trustStoreType=PKCS12 -Djavax.net.ssl.trustStorePassword=$(TRUST_STORE_PASSWORD)" $options }}
{{ end -}}
- name: JAVA_TOOL_OPTIONS
  value: {{ $options | quote }}
- name: MALLOC_ARENA_MAX
  value: "1"
{{- if .facts.database }}
{{ include "agent-auth.secretEnv" (dict "name" "DATABASE_APP_PASSWORD" "secret" .service.existingSecret "key" "database-app-password") }}
{{ include "agent-auth.secretEnv" (dict "name" "DATABASE_WORKER_PASSWORD" "secret" .service.existingSecret "key" "database-worker-password") }}
{{- if not $values.migrations.enabled }}
{{ include "agent-auth.secretEnv" (dict "name" "DATABASE_OWNER_PASSWORD" "secret" (get $values.migrations.existingSecrets .name) "key" "database-owner-password") }}
{{- end }}
{{- if eq $values.kafka.authentication "tls" }}
{{ include "agent-auth.secretEnv" (dict "name" "KAFKA_KEYSTORE_PASSWORD" "secret" .service.kafkaSecret "key" "user.password") }}
{{- else if eq $values.kafka.authentication "scram-sha-512" }}
{{ include "agent-auth.secretEnv" (dict "name" "KAFKA_SASL_JAAS_CONFIG" "secret" .service.kafkaSecret "key" "sasl.jaas.config") }}
{{- end }}
{{- end }}
{{- if and .facts.redis $values.redis.existingSecret }}
{{ include "agent-auth.secretEnv" (dict "name" "REDIS_PASSWORD" "secret" $values.redis.existingSecret "key" "password") }}
{{- end }}
{{- end }}

{{/* A service's volumes from Secrets, and the claim with environments' keys; each is mounted at /run/agent-auth/{name}. It sees the keys that are listed here and no other. */}}
{{- define "agent-auth.volumes" -}}
{{- $values := .root.Values -}}
- name: secrets
  secret:
    secretName: {{ .service.existingSecret }}
    defaultMode: 0440
    items:
      {{- if eq .name "connection-service" }}
      - { key: installation-key, path: installation-key }
      {{- else }}
      - { key: service-secret, path: service-secret }
      {{- end }}
      {{- if .facts.database }}
      - { key: wrapping-key, path: wrapping-key }
      {{- end }}
{{- if eq .name "connection-service" }}
- name: peers
  projected:
    defaultMode: 0440
    sources:
      {{- range list "callback-gateway" "account-service" "token-refresher" }}
      - secret: { name: {{ (get $values.services .).existingSecret }}, items: [{ key: service-secret, path: {{ . }} }] }
      - secret: { name: {{ (get $values.services .).existingSecret }}, optional: true, items: [{ key: previous-service-secret, path: {{ . }}-previous }] }
      {{- end }}
{{- end }}
{{- if .facts.accessTokens }}
- name: access-tokens
  secret: { secretName: {{ $values.accessTokens.existingSecret }}, defaultMode: 0440, items: [{ key: wrapping-key, path: wrapping-key }] }
{{- end }}
{{- if .facts.database }}
{{- if eq $values.database.tls.mode "verify-full" }}
{{ include "agent-auth.databaseCa" .root }}
{{- end }}
{{- if $values.kafka.tls.enabled }}
- name: kafka-ca
  secret: { secretName: {{ $values.kafka.tls.caSecret }}, defaultMode: 0440, items: [{ key: {{ $values.kafka.tls.caKey }}, path: ca.crt }] }
{{- end }}
{{- if eq $values.kafka.authentication "tls" }}
- name: kafka-user
  secret: { secretName: {{ .service.kafkaSecret }}, defaultMode: 0440, items: [{ key: user.p12, path: user.p12 }] }
{{- end }}
{{- end }}
{{- if and .facts.database $values.keyService.tokenAudience }}
- name: key-service
  projected:
    defaultMode: 0440
    sources: [{ serviceAccountToken: { audience: {{ $values.keyService.tokenAudience }}, expirationSeconds: 3600, path: token } }]
{{- end }}
{{- if and .facts.database $values.environmentKeys.existingClaim }}
- name: environment-keys
  persistentVolumeClaim: { claimName: {{ $values.environmentKeys.existingClaim }} }
{{- end }}
{{- if and .facts.redis $values.redis.tls.enabled $values.redis.tls.caSecret }}
- name: redis-ca
  secret: { secretName: {{ $values.redis.tls.caSecret }}, defaultMode: 0440, items: [{ key: {{ $values.redis.tls.caKey }}, path: ca.crt }] }
{{- end }}
{{- if and .facts.leaves $values.egress.caSecret }}
- name: egress-ca
  secret: { secretName: {{ $values.egress.caSecret }}, defaultMode: 0440, items: [{ key: {{ $values.egress.caKey }}, path: ca.crt }] }
{{- end }}
{{- if $values.tls.enabled }}
- name: trust
  secret: { secretName: {{ $values.tls.trustStoreSecret }}, defaultMode: 0440, items: [{ key: {{ $values.tls.trustStoreKey }}, path: truststore.p12 }] }
{{- if ne .name "callback-gateway" }}
- name: tls
  secret: { secretName: {{ .service.tlsSecret }}, defaultMode: 0440 }
{{- end }}
{{- end }}
{{- end }}
