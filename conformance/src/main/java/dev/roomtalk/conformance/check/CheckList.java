package dev.roomtalk.conformance.check;

import dev.roomtalk.conformance.check.Report.Result;
import java.util.ArrayList;
import java.util.List;

/** Checks in the order in which they run; their numbers begin with 1. Without the first none can be run. */
public final class CheckList {
    private final List<Check> checks = new ArrayList<>();

    /** Adds a check; see {@link Check}. */
    public void add(String section, String sentence, Check.Body body) {
        checks.add(new Check(sentence, section, body));
    }

    /** Runs all, and returns how many failed. */
    public int run(Report report) {
        report.plan(checks.size());
        int failed = 0;
        for (int i = 0; i < checks.size(); i++) {
            failed += runOne(i + 1, checks.get(i), report) ? 0 : 1;
            if (i == 0 && failed > 0) {
                report.bailOut("nothing else can be checked without: "
                        + checks.getFirst().sentence());
                break;
            }
        }
        return failed;
    }

    // Whatever a check meets, the others are to run.
    @SuppressWarnings("CatchingUnchecked")
    private static boolean runOne(int number, Check check, Report report) {
        try {
            check.body().run();
        } catch (Skipped skipped) {
            report.result(number, check, Result.SKIPPED, skipped.getMessage());
            return true;
        } catch (Finding finding) {
            report.result(number, check, Result.NOT_OK, finding.seen());
            return false;
        } catch (Exception e) {
            report.result(number, check, Result.NOT_OK, e.toString());
            return false;
        }
        report.result(number, check, Result.OK, null);
        return true;
    }
}
