package dev.roomtalk.bridge.kernel;

import jnr.ffi.Pointer;
import jnr.ffi.types.size_t;
import jnr.ffi.types.ssize_t;
import org.jspecify.annotations.Nullable;

/**
 * The functions of the C library that {@link Linux} calls. Public because jnr-ffi generates its implementation
 * elsewhere.
 */
public interface LibC {
    int signalfd(int fd, Pointer mask, int flags);

    int pthread_sigmask(int how, Pointer set, @Nullable Pointer old);

    long signal(int number, long handler);

    int ppoll(Pointer descriptors, long count, Pointer timeout, @Nullable Pointer mask);

    @ssize_t
    long read(int fd, Pointer buffer, @size_t long count);

    @ssize_t
    long pread(int fd, Pointer buffer, @size_t long count, long offset);

    @ssize_t
    long write(int fd, Pointer buffer, @size_t long count);

    int open(String path, int flags);

    int close(int fd);

    int statx(int directory, String path, int flags, int mask, Pointer found);

    @ssize_t
    long readlink(String path, Pointer buffer, @size_t long size);

    int eventfd(int initial, int flags);

    int prctl(int option, long argument2, long argument3, long argument4, long argument5);

    long syscall(long number, long argument1, long argument2, long argument3, long argument4);

    int ioctl(int fd, long request, Pointer argument);

    int kill(int pid, int number);

    int geteuid();

    int setenv(String name, String value, int overwrite);

    int execv(String path, Pointer arguments);
}
