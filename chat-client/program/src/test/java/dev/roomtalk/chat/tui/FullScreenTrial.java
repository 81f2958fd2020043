package dev.roomtalk.chat.tui;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A full screen that looks like a chat, with a flood of messages and a draft, to try the package by hand and to measure
 * it: the argument is the messages per second. Ctrl-C ends it, Ctrl-Z stops it, Ctrl-X breaks it.
 */
final class FullScreenTrial {
    private static final long FRAME_NANOS = TimeUnit.MILLISECONDS.toNanos(33);

    private final BlockingQueue<TerminalEvent> events = new LinkedBlockingQueue<>();
    private final List<Line> log = new ArrayList<>();
    private final List<String> texts = DifficultTexts.all();
    private final Editor editor = new Editor((before, asked) -> List.of(), new ArrayList<>());
    private final FullTerminal terminal;
    private Grid grid = new Grid(1, 1);
    private int number;
    private String last = "";

    private FullScreenTrial(FullTerminal terminal) {
        this.terminal = terminal;
    }

    public static void main(String[] arguments) throws Exception {
        try (FullTerminal terminal = FullTerminal.open(System.getenv())) {
            new FullScreenTrial(terminal).run(arguments.length > 0 ? Integer.parseInt(arguments[0]) : 1);
        }
    }

    private void run(int rate) throws InterruptedException {
        terminal.start(events::add, true);
        terminal.askBackground();
        terminal.title("trial \033[31m");
        long start = System.nanoTime();
        long drawn = start;
        draw();
        while (true) {
            TerminalEvent event = events.poll(FRAME_NANOS, TimeUnit.NANOSECONDS);
            long now = System.nanoTime();
            for (long due = (now - start) * rate / 1_000_000_000; number < due; number++) {
                say();
            }
            if (event != null && !take(event)) {
                return;
            }
            if (event != null || now - drawn >= FRAME_NANOS) {
                draw();
                drawn = now;
            }
        }
    }

    private void say() {
        String text = number % 5 == 0 ? texts.get(number % texts.size()) : "message " + number + " and some words";
        Line line = Line.builder()
                .add("12:00 ", Style.PLAIN.withDim())
                .add(
                        String.format("%10s", "person" + number % 7),
                        Style.PLAIN.withForeground(Ink.indexed(1 + number % 6)))
                .add(" │ ", Style.PLAIN.withDim())
                .add(text)
                .build();
        List<Line> folded = Wrap.fold(line, Math.min(grid.columns() - 40, 100), 19);
        log.addAll(folded.subList(0, Math.min(folded.size(), 5)));
        if (log.size() > 2000) {
            log.subList(0, 1000).clear();
        }
    }

    private boolean take(TerminalEvent event) {
        last = event.toString();
        if (event.equals(TerminalEvent.Key.ctrl('c')) || event instanceof TerminalEvent.Ended) {
            return false;
        }
        if (event.equals(TerminalEvent.Key.ctrl('x'))) {
            throw new IllegalStateException("as asked");
        }
        if (event.equals(TerminalEvent.Key.ctrl('z')) || event instanceof TerminalEvent.SuspendAsked) {
            terminal.suspend();
        } else if (event.equals(TerminalEvent.Key.ctrl('l'))) {
            terminal.repaint();
        } else if (event.equals(TerminalEvent.Key.of(KeyName.ENTER))) {
            editor.set("", 0);
        } else {
            editor.on(event);
        }
        return true;
    }

    private void draw() {
        int rows = terminal.rows();
        int columns = terminal.columns();
        if (grid.rows() != rows || grid.columns() != columns) {
            grid = new Grid(rows, columns);
        }
        grid.clear();
        grid.fill(0, 0, columns, Style.PLAIN.withReverse());
        grid.put(0, 1, columns, new Span("#trial  " + last, Style.PLAIN.withReverse()));
        Editor.Drawn draft = editor.draw(columns, 4, Style.PLAIN);
        int bottom = rows - draft.lines().size();
        int right = columns - 20;
        for (int row = 1; row < bottom; row++) {
            grid.put(row, 0, 18, new Span("#room" + row + (row % 9 == 0 ? " 👨‍👩‍👧‍👦" : ""), Style.PLAIN));
            grid.put(row, 18, 20, new Span("│", Style.PLAIN.withDim()));
            int index = log.size() - (bottom - row);
            if (index >= 0) {
                grid.put(row, 20, right, log.get(index));
            }
            grid.put(row, right, columns, new Span("│ person " + row, Style.PLAIN.withDim()));
        }
        grid.scrolling(1, bottom, 20, right);
        for (int i = 0; i < draft.lines().size(); i++) {
            grid.put(bottom + i, 0, columns, draft.lines().get(i));
        }
        grid.cursor(bottom + draft.cursorRow(), draft.cursorColumn());
        terminal.paint(grid);
    }
}
