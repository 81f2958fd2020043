package dev.roomtalk.server.base;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.encoder.EncoderBase;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.slf4j.event.KeyValuePair;

/**
 * The log of this process, on standard error or in a file: the form of its lines, and which are important enough to be
 * written.
 */
public final class LogLines {
    private static final String APPENDER = "lines";
    private static final String WAITING = "waiting";

    /** Lines that may wait for standard error; beyond it they are lost. */
    private static final int QUEUE = 4096;

    private static final String PATTERN =
            "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level %logger{0}: %replace(%msg %kvp){' $', ''}%n";

    private LogLines() {}

    /** How a line looks. */
    public enum Form {
        TEXT,
        JSON
    }

    /** The least that is written. */
    public enum Importance {
        ERROR,
        WARN,
        INFO,
        DEBUG
    }

    /**
     * What is written, and where.
     *
     * @param file null: standard error
     */
    public record Settings(
            Form form, Importance least, @Nullable Path file) {}

    /**
     * Writes like this from now on, on a thread of its own, so that nobody who logs waits for a terminal or a pipe. Any
     * thread.
     *
     * @throws IOException in a sentence for the person: the file cannot be written, and all is as it was
     */
    public static void write(Settings settings) throws IOException {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            OutputStreamAppender<ILoggingEvent> appender = appender(settings.file());
            Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
            root.setLevel(Level.toLevel(settings.least().name()));
            appender.setContext(context);
            appender.setName(APPENDER);
            appender.setEncoder(encoder(settings.form(), context));
            appender.start();
            AsyncAppender waiting = new AsyncAppender();
            waiting.setContext(context);
            waiting.setName(WAITING);
            waiting.setQueueSize(QUEUE);
            waiting.setDiscardingThreshold(0);
            waiting.setNeverBlock(true);
            waiting.addAppender(appender);
            waiting.start();
            // Those before it write what they have, and end.
            root.detachAndStopAllAppenders();
            root.addAppender(waiting);
        }
    }

    private static OutputStreamAppender<ILoggingEvent> appender(@Nullable Path file) throws IOException {
        if (file == null) {
            ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
            console.setTarget("System.err");
            return console;
        }
        OutputStreamAppender<ILoggingEvent> appender = new OutputStreamAppender<>();
        appender.setOutputStream(new LogFile(file, System.err));
        return appender;
    }

    /** Writes the lines that wait; nothing is logged after it. */
    public static void end() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).detachAndStopAllAppenders();
        }
    }

    static Encoder<ILoggingEvent> encoder(Form form, LoggerContext context) {
        return switch (form) {
            case JSON -> {
                JsonEncoder json = new JsonEncoder();
                json.setContext(context);
                json.start();
                yield json;
            }
            case TEXT -> {
                PatternLayoutEncoder text = new PatternLayoutEncoder();
                text.setPattern(PATTERN);
                text.setContext(context);
                text.start();
                yield text;
            }
        };
    }

    /** Writes an event as one flat object: the fields of every line, then the event's own. */
    private static final class JsonEncoder extends EncoderBase<ILoggingEvent> {
        @Override
        public byte[] headerBytes() {
            return new byte[0];
        }

        @Override
        public byte[] encode(ILoggingEvent event) {
            String logger = event.getLoggerName();
            JsonObject json = new JsonObject();
            json.addProperty(
                    "time", event.getInstant().truncatedTo(ChronoUnit.MILLIS).toString());
            json.addProperty("level", event.getLevel().toString().toLowerCase(Locale.ROOT));
            json.addProperty("logger", logger.substring(logger.lastIndexOf('.') + 1));
            json.addProperty("message", event.getFormattedMessage());
            if (event.getKeyValuePairs() != null) {
                for (KeyValuePair pair : event.getKeyValuePairs()) {
                    json.add(pair.key, JsonLines.value(pair.value));
                }
            }
            if (event.getThrowableProxy() != null) {
                json.addProperty("error", ThrowableProxyUtil.asString(event.getThrowableProxy()));
            }
            return (JsonLines.of(json) + "\n").getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public byte[] footerBytes() {
            return new byte[0];
        }
    }
}
