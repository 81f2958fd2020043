package dev.roomtalk.bridge.input;

import dev.roomtalk.bridge.message.Message;
import dev.roomtalk.bridge.outlet.Intake;
import dev.roomtalk.client.Receipt;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Speaks the lines of one input that can be made to wait, under one label. Confined to the input's thread. */
final class LineSpeaker {
    private final Intake intake;
    private final int uid;
    private final String label;

    LineSpeaker(Intake intake, int uid, String label) {
        this.intake = intake;
        this.uid = uid;
        this.label = label;
    }

    /**
     * Returns when there was place for all of it: the room's answers to the lines that are messages, in their order.
     */
    List<CompletableFuture<Receipt>> say(List<LineSplitter.Line> lines) throws InterruptedException {
        List<CompletableFuture<Receipt>> answers = new ArrayList<>();
        for (LineSplitter.Line line : lines) {
            switch (line) {
                case LineSplitter.Text text -> {
                    intake.heard();
                    answers.add(intake.offerPatiently(new Message(uid, label, text.text())));
                }
                case LineSplitter.Rejected rejected -> intake.reject(label, rejected.reason(), rejected.why());
            }
        }
        return answers;
    }
}
