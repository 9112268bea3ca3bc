{{/* A service's application.properties: what is the same for every replica and no secret. ${…} is the container's environment. */}}
{{- define "agent-auth.properties" -}}
{{- $values := .root.Values -}}
{{- $root := .root -}}
{{- $name := .name -}}
{{- $secrets := "/run/agent-auth/secrets" -}}
quarkus.http.host=0.0.0.0
quarkus.management.host=0.0.0.0
agent-auth.mode=production
agent-auth.public-url={{ $values.publicUrl }}
{{- range list "connection-service" "account-service" "token-refresher" }}
agent-auth.services.{{ . }}.url={{ include "agent-auth.url" (dict "root" $root "name" .) }}
{{- end }}
{{- if ne .name "connection-service" }}
agent-auth.identity.service-secret-file={{ $secrets }}/service-secret
{{- end }}
{{- if and (eq .name "callback-gateway") $values.trustedProxies }}
agent-auth.gateway.trusted-proxies={{ join "," $values.trustedProxies }}
{{- end }}
{{- if eq .name "connection-service" }}
agent-auth.installation-key-file={{ $secrets }}/installation-key
{{- range $service := list "callback-gateway" "account-service" "token-refresher" }}
agent-auth.identity.services.{{ . }}.secret-files=/run/agent-auth/peers/{{ . }},/run/agent-auth/peers/{{ . }}-previous
{{- with (get $values.services .).secretsExpireAt }}
agent-auth.identity.services.{{ $service }}.secrets-expire-at={{ join "," . }}
{{- end }}
{{- end }}
{{- end }}
{{- with .facts.database }}
agent-auth.vault.wrapping-key-file={{ $secrets }}/wrapping-key
agent-auth.migration.run={{ ternary "before" "at-start" $values.migrations.enabled }}
quarkus.datasource.reactive.url={{ include "agent-auth.reactiveUrl" (dict "root" $root "database" .) }}
quarkus.datasource.worker.reactive.url={{ include "agent-auth.reactiveUrl" (dict "root" $root "database" .) }}
quarkus.datasource.owner.jdbc.url={{ include "agent-auth.jdbcUrl" (dict "root" $root "database" .) }}
{{- if $values.migrations.enabled }}
quarkus.datasource.owner.username={{ . }}_worker
quarkus.datasource.owner.password=${DATABASE_WORKER_PASSWORD}
{{- end }}
{{- if eq $values.database.tls.mode "verify-full" }}
{{- range list "quarkus.datasource.reactive" "quarkus.datasource.worker.reactive" }}
{{ . }}.trust-certificate-pem=true
{{ . }}.trust-certificate-pem.certs=/run/agent-auth/database-ca/ca.crt
{{ . }}.hostname-verification-algorithm=HTTPS
{{- end }}
{{- end }}
{{ include "agent-auth.kafkaProperties" $root }}
{{- if $values.environmentKeys.existingClaim }}
agent-auth.key-service.environment-keys-folder=/run/agent-auth/environment-keys
agent-auth.key-service.seal-by-environment={{ $values.environmentKeys.seal }}
{{- end }}
{{- if ne $values.keyService.kind "file" }}
agent-auth.key-service.kind={{ $values.keyService.kind }}
agent-auth.key-service.key={{ get $values.keyService.keys $name }}
{{- range $key, $value := $values.keyService.config }}
agent-auth.key-service.{{ $key }}={{ $value }}
{{- end }}
{{- if $values.keyService.tokenAudience }}
agent-auth.key-service.vault.service-account-token-file=/run/agent-auth/key-service/token
{{- end }}
{{- end }}
{{- end }}
{{- if .facts.accessTokens }}
agent-auth.vault.access-token-wrapping-key-file=/run/agent-auth/access-tokens/wrapping-key
{{- if ne $values.keyService.kind "file" }}
agent-auth.key-service.access-token-key={{ get $values.keyService.keys "access-tokens" }}
{{- end }}
{{- end }}
{{- if .facts.redis }}
quarkus.redis.hosts={{ $values.redis.hosts }}
{{- if $values.redis.existingSecret }}
quarkus.redis.password=${REDIS_PASSWORD}
{{- end }}
{{- if $values.redis.tls.enabled }}
quarkus.redis.tls.enabled=true
quarkus.redis.tls.hostname-verification-algorithm=HTTPS
{{- if $values.redis.tls.caSecret }}
quarkus.redis.tls.trust-certificate-pem=true
quarkus.redis.tls.trust-certificate-pem.certs=/run/agent-auth/redis-ca/ca.crt
{{- end }}
{{- end }}
{{- end }}
{{- if .facts.leaves }}
{{- with $values.egress.proxy }}
agent-auth.upstream.proxy={{ . }}
{{- end }}
{{- if $values.egress.caSecret }}
agent-auth.upstream.ca-file=/run/agent-auth/egress-ca/ca.crt
{{- end }}
{{- end }}
{{- if and $values.tls.enabled (ne .name "callback-gateway") }}
quarkus.http.insecure-requests=disabled
quarkus.http.ssl-port={{ .facts.port }}
quarkus.http.ssl.certificate.files=/run/agent-auth/tls/tls.crt
quarkus.http.ssl.certificate.key-files=/run/agent-auth/tls/tls.key
quarkus.http.ssl.certificate.reload-period=1h
{{- end }}
{{- with $values.telemetry.otlpEndpoint }}
quarkus.otel.sdk.disabled=false
quarkus.otel.exporter.otlp.endpoint={{ . }}
{{- end }}
{{- end }}

{{- define "agent-auth.reactiveUrl" -}}
postgresql://{{ .root.Values.database.host }}:{{ .root.Values.database.port }}/{{ .database }}?sslmode={{ .root.Values.database.tls.mode }}
{{- end }}

{{- define "agent-auth.kafkaProperties" -}}
{{- $kafka := .Values.kafka -}}
{{- $sasl := eq $kafka.authentication "scram-sha-512" -}}
kafka.bootstrap.servers={{ $kafka.bootstrapServers }}
agent-auth.outbox.topic-replicas={{ $kafka.topicReplicas }}
{{- if or $kafka.tls.enabled $sasl }}
kafka.security.protocol={{ ternary "SASL_" "" $sasl }}{{ ternary "SSL" "PLAINTEXT" $kafka.tls.enabled }}
{{- end }}
{{- if $kafka.tls.enabled }}
kafka.ssl.truststore.type=PEM
kafka.ssl.truststore.location=/run/agent-auth/kafka-ca/ca.crt
{{- end }}
{{- if $sasl }}
kafka.sasl.mechanism=SCRAM-SHA-512
kafka.sasl.jaas.config=${KAFKA_SASL_JAAS_CONFIG}
{{- else if eq $kafka.authentication "tls" }}
kafka.ssl.keystore.type=PKCS12
kafka.ssl.keystore.location=/run/agent-auth/kafka-user/user.p12
kafka.ssl.keystore.password=${KAFKA_KEYSTORE_PASSWORD}
{{- end }}
{{- end }}
