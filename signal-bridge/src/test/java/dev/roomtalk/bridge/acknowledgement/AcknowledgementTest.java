package dev.roomtalk.bridge.acknowledgement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomtalk.bridge.acknowledgement.Action.Look;
import dev.roomtalk.bridge.acknowledgement.Action.Rest;
import dev.roomtalk.bridge.acknowledgement.Action.Send;
import dev.roomtalk.bridge.base.Deadline;
import dev.roomtalk.bridge.kernel.ProcessState;
import dev.roomtalk.bridge.kernel.Signal;
import dev.roomtalk.bridge.learned.ProgramTraits;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class AcknowledgementTest {
    private static final ProcessState CATCHES_BOTH = state('S', Signal.MASK, 0);
    private static final ProcessState CATCHES_USR1 = state('S', Signal.USR1.mask(), 0);
    private static final ProcessState CATCHES_USR2 = state('S', Signal.USR2.mask(), 0);
    private static final ProcessState CATCHES_NOTHING = state('S', 0, 0);
    private static final ProcessState BLOCKS_BOTH = state('S', 0, Signal.MASK);
    private static final ProcessState UNREACHABLE = new ProcessState('S', Signal.MASK, 0, 0, false);

    private final Acknowledgement acknowledgement = new Acknowledgement(ProgramTraits.UNKNOWN);
    private final List<String> sent = new ArrayList<>();
    private ProcessState state = CATCHES_BOTH;
    private long now = 1_000_000_000L;

    @BeforeEach
    void giveItTheTurn() {
        acknowledgement.grant(now);
    }

    @Test
    void withoutTheTurnItIsAnsweredByNothingAndThenAtOnce() {
        acknowledgement.revoke();
        bit();
        passMicros(8_000_000);
        assertThat(sent).isEmpty();
        assertThat(acknowledgement.wantsTurn()).isTrue();

        acknowledgement.grant(now);
        passMicros(0);
        assertThat(sent).containsExactly("USR1 after 8000000");
    }

    @Test
    void aSenderThatLosesTheTurnIsNotSentRepeatsEither() {
        waitingSender();
        bit();
        passMicros(100);
        acknowledgement.revoke();
        passMicros(5_000_000);
        assertThat(sent).containsExactly("USR1 after 100");
    }

    @Test
    void oneThatWaitsForAProcessorIsNotTakenForOneThatWaits() {
        state = state('R', Signal.MASK, 0);
        bit();
        passMicros(40_000);
        assertThat(sent).isEmpty();
        bit();
        assertThat(acknowledgement.pace()).isEqualTo(Pace.PACED);
    }

    @Test
    void oneThatPausesAfterEachByteIsSentASignalThen() {
        state = CATCHES_USR1;
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 8; j++) {
                passMicros(100);
                bit();
            }
            passMicros(30_000);
            assertThat(sent).hasSize(i + 1);
        }
        assertThat(sent).allMatch(signal -> signal.startsWith("USR1 after"));
        assertThat(sent.getLast()).isEqualTo("USR1 after 3200");
    }

    @Test
    void aBitBehindTheEndIsAnsweredWithTheOtherSignalAndWhoGoesOnSaysAnotherMessage() {
        waitingSender();
        end();
        passMicros(100);
        sent.clear();
        passMicros(200);
        behind(BitPlace.FIRST_BEHIND);
        assertThat(acknowledgement.wentOn()).isFalse();
        passMicros(100);
        assertThat(sent).containsExactly("USR2 after 100");
        assertThat(acknowledgement.otherSentBehind()).isTrue();
        behind(BitPlace.BEHIND);
        assertThat(acknowledgement.wentOn()).isTrue();
        passMicros(100);
        assertThat(sent).containsExactly("USR2 after 100", "USR1 after 100");
    }

    @Test
    void behindTheEndTheOtherSignalIsSentTwiceAndThenTheUsualOneAndThenNothing() {
        waitingSender();
        end();
        passMicros(100);
        sent.clear();
        behind(BitPlace.FIRST_BEHIND);
        passMicros(60_000_000);
        assertThat(sent).containsExactly("USR2 after 100", "USR2 again after 30100", "USR1 again after 90100");
        assertThat(acknowledgement.due()).isEqualTo(Deadline.NEVER);
    }

    @Test
    void whoHasNoOtherSignalToWantForItsEndSaysAnotherMessage() {
        state = CATCHES_USR1;
        waitingSender();
        end();
        passMicros(100);
        sent.clear();
        behind(BitPlace.FIRST_BEHIND);
        assertThat(acknowledgement.wentOn()).isTrue();
        passMicros(100);
        assertThat(sent).containsExactly("USR1 after 100");
    }

    @Test
    void whoGoesOnAtTheOtherSignalThatWasSentForItsEndSaysAnotherMessage() {
        waitingSender();
        end();
        passMicros(30_100);
        sent.clear();
        behind(BitPlace.FIRST_BEHIND);
        assertThat(acknowledgement.wentOn()).isTrue();
        passMicros(100);
        assertThat(sent).containsExactly("USR1 after 100");
    }

    @Test
    void aProgramThatIsKnownToWantTheOtherSignalAtItsEndGetsIt() {
        acknowledgement.learn(ProgramTraits.UNKNOWN.withOtherAtEnd());
        waitingSender();
        end();
        passMicros(100);
        assertThat(sent).containsExactly("USR2 after 100");
    }

    @Test
    void aGreetingThatIsRepeatedIsAnsweredWithAnotherSignal() {
        waitingSender();
        passMicros(995_500);
        sent.clear();
        acknowledgement.greetAgain(now);
        passMicros(100);
        assertThat(sent).hasSize(1).first().asString().startsWith("USR2");
    }

    @Test
    void theFirstBitIsAnsweredByNothingUntilSilenceShowsThatItWaits() {
        bit();
        passMicros(4_499);
        assertThat(sent).isEmpty();

        passMicros(1);
        assertThat(sent).containsExactly("USR1 after 4500");
        assertThat(acknowledgement.pace()).isEqualTo(Pace.WAITING);
    }

    @Test
    void theProcessIsLookedAtBeforeAnythingIsDecided() {
        bit();

        assertThat(acknowledgement.due()).isEqualTo(now + 200_000);
        assertThat(acknowledgement.onTime(now + 199_999)).isInstanceOf(Rest.class);
        assertThat(acknowledgement.onTime(now + 200_000)).isInstanceOf(Look.class);
    }

    @Test
    void fromThenOnEachBitIsAnsweredAMomentAfterItCame() {
        waitingSender();

        bit();
        passMicros(99);
        assertThat(sent).isEmpty();
        passMicros(1);
        assertThat(sent).containsExactly("USR1 after 100");
    }

    /** It may be inside execve(2), and a signal would kill it when that is over. */
    @Test
    void oneThatRunsIsAnsweredOnceItSleeps() {
        waitingSender();
        state = state('R', Signal.MASK, 0);
        bit();
        passMicros(850);
        assertThat(sent).isEmpty();
        state = CATCHES_BOTH;
        passMicros(50);
        assertThat(sent).containsExactly("USR1 after 900");

        state = state('R', Signal.MASK, 0);
        bit();
        passMicros(850);
        state = CATCHES_NOTHING;
        passMicros(10_000_000);
        assertThat(sent).hasSize(1);
    }

    @Test
    void oneThatNeverSleepsIsAnsweredSoonOnceThatIsKnown() {
        waitingSender();
        state = state('R', Signal.MASK, 0);
        for (int i = 1; i <= 3; i++) {
            bit();
            passMicros(22_000);
            assertThat(sent).hasSize(i);
        }
        bit();
        passMicros(100);
        assertThat(sent).hasSize(4);
    }

    @Test
    void aSenderThatBlocksTheSignalWhileItWorksIsAnsweredAtOnce() {
        state = BLOCKS_BOTH;
        waitingSender();

        bit();
        passMicros(0);
        assertThat(sent).containsExactly("USR1 after 0");
    }

    @Test
    void oneThatCatchesOnlyUsr2IsAnsweredWithItBeforeItGivesUp() {
        state = CATCHES_USR2;
        bit();
        passMicros(449);
        assertThat(sent).isEmpty();
        passMicros(1);
        assertThat(sent).containsExactly("USR2 after 450");

        bit();
        passMicros(100);
        assertThat(sent).containsExactly("USR2 after 450", "USR2 after 100");
    }

    @Test
    void aPacedOneThatCatchesOnlyUsr2IsNotAnsweredBeforeItsEnd() {
        state = CATCHES_USR2;
        bit();
        for (int i = 0; i < 14; i++) {
            passMicros(400);
            bit();
        }
        passMicros(400);
        assertThat(sent).isEmpty();
        end();
        passMicros(60_000_000);
        assertThat(sent).containsExactly("USR2 after 3800");
    }

    @Test
    void oneWhoseHandlerComesAfterItsFirstSignalIsSentNothingBefore() {
        state = CATCHES_NOTHING;
        bit();
        passMicros(500);
        assertThat(sent).isEmpty();
        state = CATCHES_USR2;
        passMicros(200);
        assertThat(sent).containsExactly("USR2 after 700");
    }

    @Test
    void oneWhoseProgramIsKnownToGiveUpIsAnsweredAtTheFirstLook() {
        acknowledgement.learn(ProgramTraits.UNKNOWN.with(ProgramTraits.Beginning.PROMPT));
        state = CATCHES_USR1;
        bit();
        passMicros(200);
        assertThat(sent).containsExactly("USR1 after 200");
    }

    @Test
    void oneWhoseProgramIsKnownToBePacedIsNotAnsweredWhereItsSecondBitIsLate() {
        acknowledgement.learn(ProgramTraits.UNKNOWN.with(ProgramTraits.Beginning.PACED));
        bit();
        passMicros(900_000);
        assertThat(sent).isEmpty();
        assertThat(acknowledgement.pace()).isEqualTo(Pace.PACED);
    }

    @Test
    void whoseFirstByteIsOneSignalGetsItsAnswerSoon() {
        state = CATCHES_USR1;
        for (int i = 0; i < 8; i++) {
            passMicros(250);
            if (i == 7) {
                acknowledgement.beginsWithOneSignal();
            }
            bit();
        }
        passMicros(9_000);
        assertThat(sent).containsExactly("USR1 after 3500");
    }

    @Test
    void aByteIsSaidAgainWhereItsAnswerIsLate() {
        state = state('R', Signal.USR1.mask(), 0);
        for (int i = 0; i < 8; i++) {
            passMicros(250);
            if (i == 7) {
                acknowledgement.beginsWithOneSignal();
            }
            assertThat(acknowledgement.sendsByteAgain(250_000)).isFalse();
            bit();
        }
        passMicros(2_000);
        assertThat(acknowledgement.sendsByteAgain(2_000_000)).isFalse();
        passMicros(8_000);
        assertThat(acknowledgement.sendsByteAgain(10_000_000)).isTrue();
        acknowledgement.onBitAgain(now);
        lastBit = now;
        state = CATCHES_USR1;
        passMicros(9_000);
        assertThat(sent).containsExactly("USR1 after 3500");
        assertThat(acknowledgement.sendsByteAgain(9_000_000)).isFalse();
    }

    @Test
    void oneThatCatchesOnlyUsr1IsAnsweredWithItOnceItIsSilent() {
        state = CATCHES_USR1;
        bit();
        passMicros(4_500);
        assertThat(sent).containsExactly("USR1 after 4500");
    }

    @Test
    void oneThatCatchesNothingIsNeverSentAnything() {
        state = CATCHES_NOTHING;
        for (int i = 0; i < 16; i++) {
            bit();
            passMicros(700_000);
        }
        end();
        passMicros(10_000_000);
        assertThat(sent).isEmpty();
        assertThat(acknowledgement.due()).isEqualTo(Deadline.NEVER);
    }

    @Test
    void oneThatMayNotBeSignalledIsNeverSentAnything() {
        state = UNREACHABLE;
        bit();
        passMicros(10_000_000);
        bit();
        end();
        passMicros(10_000_000);
        assertThat(sent).isEmpty();
    }

    @Test
    void aSecondBitUnpromptedMeansPacedAndOneSignalAtTheEnd() {
        bit();
        for (int i = 0; i < 14; i++) {
            passMicros(150);
            bit();
        }
        passMicros(150);
        end();
        assertThat(acknowledgement.pace()).isEqualTo(Pace.PACED);
        assertThat(sent).isEmpty();

        passMicros(299_000);
        assertThat(sent).containsExactly("USR2 after 3300");

        passMicros(60_000_000);
        assertThat(sent).hasSize(16);
        assertThat(sent.subList(1, 16)).allMatch(signal -> signal.startsWith("USR1"), "a zero byte, said with USR1");
    }

    @Test
    void aPacedSenderThatCatchesOneSignalIsSentThatOneAtTheEnd() {
        state = CATCHES_USR1;
        bit();
        passMicros(300);
        bit();
        passMicros(300);
        end();
        passMicros(290_000);
        assertThat(sent).containsExactly("USR1 after 3600");
        // It may still wait for the bits of a zero byte.
        passMicros(60_000_000);
        assertThat(sent).hasSize(16).allMatch(signal -> signal.startsWith("USR1"));
    }

    @Test
    void whoSleepsOnBehindItsEndIsSentASignalForEachOfItsBytes() {
        bit();
        for (int i = 2; i < 8 * 40; i++) {
            passMicros(150);
            bit();
        }
        passMicros(150);
        end();
        passMicros(1_000_000);
        assertThat(sent.getFirst()).startsWith("USR2");
        assertThat(sent.subList(1, sent.size())).hasSize(41).allMatch(signal -> signal.startsWith("USR1"));
    }

    @Test
    void aPacedSenderThatGoesOnWithItsNextMessageIsNotInterrupted() {
        bit();
        passMicros(150);
        end();
        passMicros(150);
        bit();
        passMicros(999_999);
        assertThat(sent).isEmpty();
    }

    @Test
    void aSenderThatWasOnlyLateWithItsSecondBitIsRecognisedAsPaced() {
        waitingSender();
        bit();
        passMicros(50);
        bit();
        passMicros(900_000);
        assertThat(acknowledgement.pace()).isEqualTo(Pace.PACED);
        assertThat(sent).isEmpty();
    }

    @Test
    void oneThatWasTakenForPacedAndIsSilentInsideAMessageWaitsAfterAll() {
        bit();
        passMicros(10);
        bit();
        passMicros(1_000_000);
        assertThat(acknowledgement.pace()).isEqualTo(Pace.WAITING);
        assertThat(sent).containsExactly("USR1 after 1000000");
    }

    @Test
    void anAnswerThatNothingFollowsIsRepeatedAtGrowingIntervals() {
        waitingSender();
        bit();
        passMicros(900_000);
        assertThat(sent)
                .containsExactly(
                        "USR1 after 100",
                        "USR1 again after 30100",
                        "USR1 again after 90100",
                        "USR1 again after 210100",
                        "USR2 again after 450100");
    }

    @Test
    void afterTheLastBitTheOtherSignalIsTriedOnce() {
        waitingSender();
        end();
        passMicros(60_000_000);
        assertThat(sent).containsExactly("USR1 after 100", "USR2 again after 30100", "USR1 again after 90100");
    }

    @Test
    void aProcessThatRunsHasNotMissedAnAnswerYet() {
        waitingSender();
        bit();
        passMicros(100);
        state = state('R', Signal.MASK, 0);
        passMicros(500_000);
        assertThat(sent).containsExactly("USR1 after 100");

        state = CATCHES_BOTH;
        passMicros(60_000);
        assertThat(sent).hasSize(2).last().asString().startsWith("USR1 again");
    }

    @Test
    void oneThatLooksAtAFlagAllTheTimeIsHelpedOnToo() {
        waitingSender();
        bit();
        passMicros(100);
        state = state('R', Signal.MASK, 0);
        // Not as long as it takes to be forgotten.
        passMicros(50_000_000);
        // The answer and its repeats are all with USR1 but the last; a zero byte is not.
        assertThat(sent.stream().filter(signal -> signal.startsWith("USR1"))).hasSizeGreaterThan(16);
        assertThat(sent.stream().filter(signal -> signal.startsWith("USR2"))).hasSizeGreaterThan(2);
    }

    @Test
    void oneThatIsStoppedIsLeftAlone() {
        waitingSender();
        bit();
        passMicros(100);
        state = state('T', Signal.MASK, 0);
        passMicros(50_000_000);
        assertThat(sent).containsExactly("USR1 after 100");
    }

    @Test
    void aRepeatThatWasTakenForTwoAnswersIsMadeGoodByOneAnswerToTwoBits() {
        waitingSender();
        bit();
        passMicros(30_100);
        assertThat(sent).hasSize(2);

        bit();
        passMicros(20);
        bit();
        passMicros(100);
        assertThat(acknowledgement.pace()).isEqualTo(Pace.WAITING);
        assertThat(sent).hasSize(3);
    }

    @Test
    void beforeARepeatItIsSeenWhetherTheSignalIsStillCaught() {
        waitingSender();
        bit();
        passMicros(100);
        state = CATCHES_NOTHING;
        passMicros(60_000_000);
        assertThat(sent).containsExactly("USR1 after 100");
    }

    @Test
    void afterASecondItIsSeenAgainWhatIsCaught() {
        waitingSender();
        end();
        passMicros(5_000_000);
        state = CATCHES_NOTHING;
        sent.clear();
        bit();
        passMicros(60_000_000);
        assertThat(sent).isEmpty();
    }

    @Test
    void theSecondMessageOfASenderThatWaitsIsAnsweredFromItsFirstBit() {
        waitingSender();
        end();
        passMicros(200_000);
        sent.clear();
        bit();
        passMicros(100);
        assertThat(sent).containsExactly("USR1 after 100");
    }

    @Test
    void oneThatNothingHelpsIsSentAZeroByteAndTheOtherSignalNowAndThen() {
        waitingSender();
        bit();
        passMicros(990_000);
        sent.clear();
        passMicros(5_000_000);
        List<String> signals = sent.stream().map(one -> one.substring(0, 4)).toList();
        assertThat(signals.subList(0, 20)).contains("USR2");
        assertThat(String.join("", signals)).contains("USR1".repeat(8));

        sent.clear();
        passMicros(600_000_000);
        assertThat(acknowledgement.due()).as("in the end it is left alone").isEqualTo(Deadline.NEVER);
    }

    @Test
    void oneThatLosesTheTurnInTheMiddleOfItsMessageWantsItAgain() {
        waitingSender();
        bit();
        passMicros(100);
        acknowledgement.revoke();
        passMicros(5_000_000);
        assertThat(acknowledgement.wantsTurn()).isTrue();

        acknowledgement.grant(now);
        passMicros(0);
        assertThat(sent).containsExactly("USR1 after 100", "USR1 again after 5000100");
    }

    @Test
    void oneThatWaitsAfterEachByteIsHeardOnWhenBitsOfItWereLost() {
        for (int i = 0; i < 7 + 8; i++) {
            bit();
            passMicros(50);
        }
        passMicros(1_005_000);
        assertThat(sent).hasSize(1);
        for (int i = 0; i < 8; i++) {
            bit();
            passMicros(50);
        }
        assertThat(acknowledgement.realigned()).isTrue();
        passMicros(100_000);
        assertThat(sent).hasSize(2);
    }

    private long lastBit;

    private void bit() {
        lastBit = now;
        acknowledgement.onBit(now, BitPlace.INSIDE);
    }

    private void behind(BitPlace place) {
        lastBit = now;
        acknowledgement.onBit(now, place);
    }

    private void end() {
        lastBit = now;
        acknowledgement.onBit(now, BitPlace.END);
    }

    /** A sender of which one bit was answered, with nothing sent since. */
    private void waitingSender() {
        bit();
        passMicros(4_500);
        assertThat(sent).hasSize(1);
        sent.clear();
    }

    /** Lets time pass, doing what falls due at the moment it does. */
    private void passMicros(long micros) {
        long until = now + micros * 1_000;
        while (acknowledgement.due() <= until) {
            now = Math.max(now, acknowledgement.due());
            perform(acknowledgement.onTime(now));
        }
        now = until;
    }

    private void perform(Action action) {
        switch (action) {
            case Rest _ -> {}
            case Look _ -> perform(acknowledgement.onLook(now, state));
            case Send send ->
                sent.add(send.signal() + (send.repeated() ? " again" : "") + " after " + (now - lastBit) / 1_000);
        }
    }

    private static ProcessState state(char state, long caught, long blocked) {
        return new ProcessState(state, caught, 0, blocked, true);
    }
}
