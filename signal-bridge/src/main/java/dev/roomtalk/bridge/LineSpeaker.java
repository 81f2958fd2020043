package dev.roomtalk.bridge;

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

    /** Returns when there was place for all of it: the room's answers to the lines that are messages, in their order. */
    List<CompletableFuture<Receipt>> say(List<Lines.Line> lines) throws InterruptedException {
        List<CompletableFuture<Receipt>> answers = new ArrayList<>();
        for (Lines.Line line : lines) {
            switch (line) {
                case Lines.Text text -> {
                    intake.heard();
                    answers.add(intake.offerPatiently(new Message(uid, label, text.text())));
                }
                case Lines.Rejected rejected -> intake.reject(label, rejected.reason(), rejected.why());
            }
        }
        return answers;
    }
}
