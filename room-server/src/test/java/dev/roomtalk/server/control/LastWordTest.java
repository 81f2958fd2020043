package dev.roomtalk.server.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.channels.ClosedChannelException;
import org.junit.jupiter.api.Test;

class LastWordTest {
    @Test
    void aConnectionIsToldOnceWhyItEndsAndNothingAfterIt() {
        EmbeddedChannel channel = new EmbeddedChannel(new LastWord());
        ByteBuf answer = record();
        ByteBuf close = record();
        ByteBuf lateAnswer = record();
        ByteBuf lateClose = record();
        channel.write(answer);
        channel.write(new LastWord.ClosingRecord(close));
        ChannelFuture late = channel.write(lateAnswer);
        ByteBuf lateFrame = record();
        channel.write(lateFrame, channel.voidPromise());
        channel.write(new LastWord.ClosingRecord(lateClose));
        channel.flush();
        assertThat(channel.outboundMessages()).containsExactly(answer, close);
        assertThat(late.cause()).isInstanceOf(ClosedChannelException.class);
        assertThat(lateAnswer.refCnt()).isZero();
        assertThat(lateFrame.refCnt()).isZero();
        assertThat(lateClose.refCnt()).isZero();
        assertThat(channel.isOpen()).isFalse();
        channel.releaseOutbound();
    }

    private static ByteBuf record() {
        return Unpooled.wrappedBuffer(new byte[] {0, 0, 0, 0});
    }
}
