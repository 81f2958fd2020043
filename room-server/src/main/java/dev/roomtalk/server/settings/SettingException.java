package dev.roomtalk.server.settings;

/** A value of the configuration is wrong; the message names the key, the value and what would be right. */
public final class SettingException extends Exception {
    private static final long serialVersionUID = 1L;

    public SettingException(String sentence) {
        super(sentence);
    }
}
