package dev.roomtalk.chat.command;

import dev.roomtalk.chat.console.Console;
import dev.roomtalk.client.identity.Identity;
import dev.roomtalk.wire.Pin;

/** Asks the person at the terminal whether the key of a server that was never seen before is the right one. */
final class FirstUseQuestion implements Identity.FirstUse {
    private final Console console;

    FirstUseQuestion(Console console) {
        this.console = console;
    }

    @Override
    public boolean accept(String address, Pin pin) {
        String question = "This computer does not know " + address + " yet. Its key has the fingerprint\n  " + pin
                + "\nIt is the same as the one that the server's operator shows, or somebody is in between."
                + "\nDoes the server's operator show the same? Type yes or no: ";
        String answer = console.ask(question);
        while (answer != null && !answer.strip().equalsIgnoreCase("yes")) {
            if (answer.strip().equalsIgnoreCase("no")) {
                return false;
            }
            answer = console.ask("Type yes or no: ");
        }
        return answer != null;
    }

    @Override
    public void acceptedHere(String address, Pin pin) {
        console.err()
                .println(address + " is on this machine, and its key is accepted without a question. It is " + pin);
    }
}
