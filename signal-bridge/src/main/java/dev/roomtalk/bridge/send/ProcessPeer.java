package dev.roomtalk.bridge.send;

import dev.roomtalk.bridge.kernel.Linux;
import dev.roomtalk.bridge.kernel.Processes;
import dev.roomtalk.bridge.kernel.Signal;
import dev.roomtalk.bridge.kernel.SignalDescriptor;
import java.util.function.LongSupplier;
import jnr.ffi.Pointer;

/**
 * A receiver that is a process of this machine, held by its pidfd; its answers come from a signalfd. Confined to one
 * thread.
 */
final class ProcessPeer implements Delivery.Peer {
    private final Linux linux;
    private final int pid;
    private final Processes.Held process;
    private final SignalDescriptor signals;
    private final LongSupplier nanoTime;
    private final Pointer pollfds;
    private final Pointer timespec;

    private boolean answered;

    ProcessPeer(Linux linux, int pid, Processes.Held process, SignalDescriptor signals, LongSupplier nanoTime) {
        this.linux = linux;
        this.pid = pid;
        this.process = process;
        this.signals = signals;
        this.nanoTime = nanoTime;
        this.pollfds = linux.memory(16);
        this.timespec = linux.memory(16);
    }

    @Override
    public boolean send(Signal signal) {
        collect();
        answered = false;
        return process.send(signal);
    }

    @Override
    public Delivery.Answer await(long nanos) {
        long deadline = nanoTime.getAsLong() + nanos;
        while (true) {
            collect();
            if (answered) {
                return Delivery.Answer.ANSWERED;
            }
            long left = deadline - nanoTime.getAsLong();
            if (left <= 0) {
                return Delivery.Answer.SILENT;
            }
            watch(0, signals.descriptor());
            watch(1, process.descriptor());
            linux.poll(pollfds, 2, timespec, left);
            if (pollfds.getShort(8 + 6) != 0) {
                collect();
                return answered ? Delivery.Answer.ANSWERED : Delivery.Answer.ENDED;
            }
        }
    }

    @Override
    public void pause(long nanos) {
        long deadline = nanoTime.getAsLong() + nanos;
        long left = nanos;
        while (left > 0) {
            linux.poll(pollfds, 0, timespec, left);
            left = deadline - nanoTime.getAsLong();
        }
    }

    private void collect() {
        signals.drain((sender, uid, signal, ordered) -> answered |= sender == pid, (sender, number, word) -> {});
    }

    private void watch(int index, int descriptor) {
        pollfds.putInt(8L * index, descriptor);
        pollfds.putInt(8L * index + 4, Linux.POLLIN);
    }
}
