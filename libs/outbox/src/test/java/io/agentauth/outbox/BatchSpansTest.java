// SPDX-License-Identifier: Apache-2.0
package io.agentauth.outbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TracerProvider;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BatchSpansTest {
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String OTHER = "4bf92f3577b34da6a3ce929d0e0e4736";

    private final List<SpanData> ended = new ArrayList<>();
    private SdkTracerProvider provider;

    @BeforeEach
    void tracingIsOn() {
        provider = SdkTracerProvider.builder().addSpanProcessor(new Ended()).build();
        GlobalOpenTelemetry.resetForTest();
        GlobalOpenTelemetry.set(new OpenTelemetry() {
            @Override
            public TracerProvider getTracerProvider() {
                return provider;
            }

            @Override
            public ContextPropagators getPropagators() {
                return ContextPropagators.noop();
            }
        });
    }

    @AfterEach
    void tracingIsOff() {
        GlobalOpenTelemetry.resetForTest();
        provider.close();
    }

    private final class Ended implements SpanProcessor {
        @Override
        public void onStart(Context parent, ReadWriteSpan span) {}

        @Override
        public boolean isStartRequired() {
            return false;
        }

        @Override
        public void onEnd(ReadableSpan span) {
            ended.add(span.toSpanData());
        }

        @Override
        public boolean isEndRequired() {
            return true;
        }
    }

    @Test
    void aBatchHasASpanInTheTraceOfEachEventThatHasOne() {
        try (BatchSpans spans = BatchSpans.of("account-service.events", batch(traced(TRACE), traced(OTHER), bare()))) {
            spans.succeeded();
        }

        assertThat(ended).extracting(SpanData::getTraceId).containsExactly(TRACE, OTHER);
        assertThat(ended).allSatisfy(span -> {
            assertThat(span.getKind()).isEqualTo(SpanKind.CONSUMER);
            assertThat(span.getParentSpanId()).isEqualTo("b7ad6b7169203331");
            assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
            assertThat(span.getAttributes().asMap().toString())
                    .contains("account-service.events", "agent-auth.account-activated.v1");
        });
    }

    @Test
    void aBatchThatIsNotTakenSaysSoInEachTrace() {
        BatchSpans.of("account-service.events", batch(traced(TRACE))).close();

        assertThat(ended)
                .singleElement()
                .satisfies(span -> assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR));
    }

    private static ConsumerRecord<byte[], byte[]> traced(String trace) {
        ConsumerRecord<byte[], byte[]> record = bare();
        record.headers().add("ce_traceparent", ("00-" + trace + "-b7ad6b7169203331-01").getBytes(UTF_8));
        return record;
    }

    private static ConsumerRecord<byte[], byte[]> bare() {
        ConsumerRecord<byte[], byte[]> record = new ConsumerRecord<>("accounts", 0, 0, new byte[0], new byte[0]);
        record.headers().add("ce_type", "agent-auth.account-activated.v1".getBytes(UTF_8));
        return record;
    }

    @SafeVarargs
    private static ConsumerRecords<byte[], byte[]> batch(ConsumerRecord<byte[], byte[]>... records) {
        return new ConsumerRecords<>(Map.of(new TopicPartition("accounts", 0), List.of(records)), Map.of());
    }
}
