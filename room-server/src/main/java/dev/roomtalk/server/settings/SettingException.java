package dev.roomtalk.server.settings;

import java.util.List;

/** Values of the configuration are wrong; each sentence names a key, its value and what would be right. */
public final class SettingException extends Exception {
    private static final long serialVersionUID = 1L;

    @SuppressWarnings("serial") // an immutable list of strings
    private final List<String> sentences;

    public SettingException(String sentence) {
        this(List.of(sentence));
    }

    /** @param sentences at least one */
    public SettingException(List<String> sentences) {
        super(String.join("\n", sentences));
        this.sentences = List.copyOf(sentences);
    }

    /** Everything that is wrong, one sentence each. */
    public List<String> sentences() {
        return sentences;
    }
}
