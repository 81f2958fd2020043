package dev.roomtalk.chat.tui;

/** Colours as a terminal with so many of them can show them. */
final class Colours {
    /** The levels of the 6×6×6 cube of an xterm's colours 16 to 231. */
    private static final int[] LEVELS = {0, 95, 135, 175, 215, 255};

    /** An xterm's first 16 colours. */
    private static final int[] BASIC = {
        0x000000, 0xCD0000, 0x00CD00, 0xCDCD00, 0x0000EE, 0xCD00CD, 0x00CDCD, 0xE5E5E5,
        0x7F7F7F, 0xFF0000, 0x00FF00, 0xFFFF00, 0x5C5CFF, 0xFF00FF, 0x00FFFF, 0xFFFFFF
    };

    private final int count;

    /** @param count how many there are, as {@link TerminalTraits#colours} says */
    Colours(int count) {
        this.count = count;
    }

    /** Appends the parameters of SGR for a colour, each after a semicolon. */
    void append(StringBuilder sgr, Ink ink, boolean background) {
        if (count == 0) {
            return;
        }
        // Not a switch: that would be linked in the first frame, which knows no other colour than the default.
        if (ink instanceof Ink.Indexed(int index)) {
            indexed(sgr, index, background);
        } else if (ink instanceof Ink.Rgb(int red, int green, int blue)) {
            if (count > 256) {
                sgr.append(background ? ";48;2;" : ";38;2;");
                sgr.append(red).append(';').append(green).append(';').append(blue);
            } else {
                indexed(sgr, nearest(red, green, blue), background);
            }
        }
    }

    private void indexed(StringBuilder sgr, int index, boolean background) {
        int shown = index >= 16 && count < 256 ? basic(rgb(index)) : index;
        if (shown >= 16) {
            sgr.append(background ? ";48;5;" : ";38;5;").append(shown);
        } else if (shown >= 8 && count >= 16) {
            sgr.append(';').append((background ? 100 : 90) + shown - 8);
        } else {
            sgr.append(';').append((background ? 40 : 30) + shown % 8);
        }
    }

    /** The nearest of the colours 16 to 255. */
    private static int nearest(int red, int green, int blue) {
        int cube = 16 + 36 * level(red) + 6 * level(green) + level(blue);
        int grey = 232 + Math.clamp(((red + green + blue) / 3 - 3) / 10, 0, 23);
        int rgb = red << 16 | green << 8 | blue;
        return distance(rgb(cube), rgb) <= distance(rgb(grey), rgb) ? cube : grey;
    }

    private static int level(int part) {
        int best = 0;
        for (int i = 1; i < LEVELS.length; i++) {
            if (Math.abs(LEVELS[i] - part) < Math.abs(LEVELS[best] - part)) {
                best = i;
            }
        }
        return best;
    }

    private int basic(int rgb) {
        int best = 0;
        for (int i = 1; i < Math.min(count, BASIC.length); i++) {
            if (distance(BASIC[i], rgb) < distance(BASIC[best], rgb)) {
                best = i;
            }
        }
        return best;
    }

    /** A colour of the table as an xterm shows it. */
    private static int rgb(int index) {
        if (index < 16) {
            return BASIC[index];
        }
        if (index >= 232) {
            int level = 8 + (index - 232) * 10;
            return level << 16 | level << 8 | level;
        }
        int cube = index - 16;
        return LEVELS[cube / 36] << 16 | LEVELS[cube / 6 % 6] << 8 | LEVELS[cube % 6];
    }

    private static int distance(int a, int b) {
        int red = (a >> 16) - (b >> 16);
        int green = (a >> 8 & 0xFF) - (b >> 8 & 0xFF);
        int blue = (a & 0xFF) - (b & 0xFF);
        return red * red + green * green + blue * blue;
    }
}
