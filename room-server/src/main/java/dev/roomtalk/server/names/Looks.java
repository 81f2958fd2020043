package dev.roomtalk.server.names;

import com.ibm.icu.text.SpoofChecker;
import com.ibm.icu.util.VersionInfo;
import dev.roomtalk.wire.Name;
import java.util.Locale;
import java.util.Set;

/**
 * What names look like: two that share a look can be taken for each other. By the skeletons of UTS 39 §4, which say
 * that {@code 0} looks like {@code O}, {@code rn} like {@code m}, and a Cyrillic letter like a Latin one. Any thread;
 * the first look reads the tables of Unicode, which takes about a tenth of a second.
 */
public final class Looks {
    private Looks() {}

    /** Read when the first look is needed, and not for {@link #version}. */
    private static final class Tables {
        static final SpoofChecker CHECKER = new SpoofChecker.Builder()
                .setChecks(SpoofChecker.RESTRICTION_LEVEL)
                .setRestrictionLevel(SpoofChecker.RestrictionLevel.HIGHLY_RESTRICTIVE)
                .build();
    }

    /** Changes when looks have to be worked out anew. */
    public static int version() {
        return VersionInfo.ICU_VERSION.getMajor();
    }

    /**
     * One or two looks: without regard to case, and as the name is written, because {@code AIice} looks like
     * {@code Alice} in its capital letters alone.
     */
    public static Set<String> of(Name name) {
        String withoutCase = of(name.key());
        String written = of(of(name.display()).toLowerCase(Locale.ROOT));
        return written.equals(withoutCase) ? Set.of(withoutCase) : Set.of(withoutCase, written);
    }

    /** What a text looks like, case and all. */
    static String of(String text) {
        return Tables.CHECKER.getSkeleton(text);
    }

    /** Whether the letters of a text are of scripts that are not written together. */
    static boolean mixesScripts(String text) {
        return Tables.CHECKER.failsChecks(text);
    }
}
