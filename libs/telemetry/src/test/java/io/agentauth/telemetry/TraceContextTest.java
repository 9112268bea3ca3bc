// SPDX-License-Identifier: Apache-2.0
package io.agentauth.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.smallrye.mutiny.Uni;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceContextTest {
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String CLICK = "00-" + TRACE + "-b7ad6b7169203331-01";

    @Test
    void theCurrentSpanIsWrittenDownAsRequestsCarryIt() {
        try (RecordedSpans spans = new RecordedSpans(Sampler.alwaysOn())) {
            Span span = spans.tracer().spanBuilder("click").startSpan();
            try (Scope _ = span.makeCurrent()) {
                assertThat(TraceContext.current())
                        .isEqualTo("00-" + span.getSpanContext().getTraceId() + "-"
                                + span.getSpanContext().getSpanId() + "-01");
            }
        }
    }

    @Test
    void nothingIsWrittenDownWhereNothingIsTracedOrKept() {
        assertThat(TraceContext.current()).isNull();
        try (RecordedSpans spans = new RecordedSpans(Sampler.alwaysOff())) {
            try (Scope _ = spans.tracer().spanBuilder("click").startSpan().makeCurrent()) {
                assertThat(TraceContext.current()).isNull();
            }
        }
    }

    @Test
    void whatGoesOnLaterIsInTheTraceThatWasWrittenDownAndLinkedToTheOneItHappensIn() {
        try (RecordedSpans spans = new RecordedSpans(Sampler.parentBased(Sampler.alwaysOn()))) {
            Span callback = spans.tracer().spanBuilder("callback").setNoParent().startSpan();
            String pushed;
            try (Scope _ = callback.makeCurrent()) {
                pushed = TraceContext.continued(
                                "exchange", CLICK, () -> Uni.createFrom().item(TraceContext.current()))
                        .await()
                        .indefinitely();
                assertThat(Span.current()).as("afterwards").isSameAs(callback);
            }

            SpanData exchange = spans.only("exchange");
            assertThat(exchange.getTraceId()).isEqualTo(TRACE);
            assertThat(exchange.getParentSpanId()).isEqualTo("b7ad6b7169203331");
            assertThat(exchange.getLinks())
                    .extracting(LinkData::getSpanContext)
                    .containsExactly(callback.getSpanContext());
            assertThat(pushed).isEqualTo("00-" + TRACE + "-" + exchange.getSpanId() + "-01");
        }
    }

    @Test
    void whatFailsSaysSo() {
        try (RecordedSpans spans = new RecordedSpans(Sampler.alwaysOn())) {
            String outcome = TraceContext.<String>continued("exchange", CLICK, () -> {
                        throw new IllegalStateException("secret words");
                    })
                    .onFailure()
                    .recoverWithItem("failed")
                    .await()
                    .indefinitely();

            assertThat(outcome).isEqualTo("failed");
            assertThat(spans.only("exchange").getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
            assertThat(spans.only("exchange").toString()).doesNotContain("secret words");
            assertThat(Span.current().getSpanContext().isValid()).isFalse();
        }
    }

    @Test
    void withoutATraceItIsJustDone() {
        try (RecordedSpans spans = new RecordedSpans(Sampler.alwaysOn())) {
            String outcome = TraceContext.continued(
                            "exchange", null, () -> Uni.createFrom().item("done"))
                    .await()
                    .indefinitely();

            assertThat(outcome).isEqualTo("done");
            assertThat(spans.count()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "garbage", "00-00000000000000000000000000000000-b7ad6b7169203331-01", "00-zz-01"})
    void whatIsNoTraceparentBeginsNoTrace(String text) {
        assertThat(Span.fromContext(TraceContext.of(text)).getSpanContext().isValid())
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/connect/handle-canary-abcdefgh", "/oauth/callback/context-canary"})
    void noSpanHoldsAQueryOrAHandle(String path) {
        try (RecordedSpans spans = new RecordedSpans(Sampler.alwaysOn())) {
            spans.tracer()
                    .spanBuilder("GET " + path)
                    .setAttribute(AttributeKey.stringKey("url.query"), "code=code-canary&state=state-canary")
                    .setAttribute(AttributeKey.stringKey("url.full"), "http://door" + path + "?code=code-canary")
                    .setAttribute(AttributeKey.stringKey("url.path"), path)
                    .startSpan()
                    .end();

            assertThat(spans.all()).isNotEmpty().allSatisfy(span -> assertThat(span.toString())
                    .doesNotContain("canary"));
        }
    }
}
