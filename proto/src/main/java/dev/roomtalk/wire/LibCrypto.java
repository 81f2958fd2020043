package dev.roomtalk.wire;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The functions of OpenSSL's libcrypto (1.1.1 or 3) that seal and open, if this process has it: evp(3),
 * EVP_EncryptInit(3). The library is looked for once, when this class is first used. Any thread; a context belongs to
 * one thread at a time.
 *
 * <p>Pointers are passed as the numbers that they are (0: none), so that a call makes no objects. What is called for
 * each datagram is called without a change of the thread's state ({@link Linker.Option#critical}): it takes about
 * a microsecond, does not block, and calls nothing of Java's.
 */
final class LibCrypto {
    /** Names another library to be used; one that does not exist: none is used. */
    static final String PROPERTY = "roomtalk.libcrypto";

    private static final List<String> NAMES = List.of("libcrypto.so.3", "libcrypto.so.1.1");

    /** {@code EVP_CTRL_AEAD_GET_TAG} and {@code EVP_CTRL_AEAD_SET_TAG}. */
    static final int GET_TAG = 0x10;

    static final int SET_TAG = 0x11;

    private static final Linker.Option SHORT = Linker.Option.critical(false);

    private static final Library LIBRARY = Library.find(System.getProperty(PROPERTY));

    private static final MethodHandle NEW = LIBRARY.function("EVP_CIPHER_CTX_new", FunctionDescriptor.of(JAVA_LONG));

    private static final MethodHandle FREE =
            LIBRARY.function("EVP_CIPHER_CTX_free", FunctionDescriptor.ofVoid(JAVA_LONG));

    private static final MethodHandle INIT = LIBRARY.function(
            "EVP_CipherInit_ex",
            FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT),
            SHORT);

    private static final MethodHandle UPDATE = LIBRARY.function(
            "EVP_CipherUpdate",
            FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT),
            SHORT);

    private static final MethodHandle END = LIBRARY.function(
            "EVP_CipherFinal_ex", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG), SHORT);

    private static final MethodHandle CONTROL = LIBRARY.function(
            "EVP_CIPHER_CTX_ctrl", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_LONG), SHORT);

    /** The cipher that contexts are made for; 0 where there is no library. */
    static final long AES_128_GCM = LIBRARY.problem == null ? LIBRARY.callLong("EVP_aes_128_gcm") : 0;

    private LibCrypto() {}

    /**
     * The library that was found, or why there is none.
     *
     * @param version such as "OpenSSL 3.0.19"
     */
    private record Library(
            @Nullable SymbolLookup symbols,
            String version,
            @Nullable String problem) {
        @SuppressWarnings("restricted") // asked for first
        static Library find(@Nullable String given) {
            if (!LibCrypto.class.getModule().isNativeAccessEnabled()) {
                return none("this program may not use native libraries");
            }
            if (ADDRESS.byteSize() != Long.BYTES) {
                return none("pointers have not 64 bits here");
            }
            List<String> names = given == null ? NAMES : List.of(given);
            for (String name : names) {
                try {
                    return of(name, SymbolLookup.libraryLookup(name, Arena.global()));
                } catch (IllegalArgumentException e) {
                    // It is not on this machine.
                } catch (UnsupportedOperationException e) {
                    return none("this Java calls no native libraries here");
                }
            }
            return none("there is no " + String.join(" or ", names));
        }

        private static Library none(String problem) {
            return new Library(null, "", problem);
        }

        private static Library of(String name, SymbolLookup symbols) {
            if (symbols.find("OpenSSL_version_num").isEmpty()) {
                return none(name + " is not OpenSSL 1.1.1 or 3");
            }
            Library library = new Library(symbols, name, null);
            // Of version 1.1.1 0x10101nnf, of 3 0x3nn00nn0.
            long version = library.callLong("OpenSSL_version_num");
            if (version >>> 28 != 3 && version >>> 12 != 0x10101) {
                return none(name + " is not OpenSSL 1.1.1 or 3");
            }
            return new Library(symbols, library.versionText(), null);
        }

        /** Without the date, which stands behind it. */
        private String versionText() {
            try {
                MethodHandle text = function("OpenSSL_version", FunctionDescriptor.of(ADDRESS, JAVA_INT));
                String[] words = text((MemorySegment) text.invokeExact(0)).split(" ", 3);
                return words.length < 2 ? words[0] : words[0] + " " + words[1];
            } catch (Throwable e) {
                throw unexpected(e);
            }
        }

        @SuppressWarnings("restricted")
        private static String text(MemorySegment address) {
            return address.reinterpret(256).getString(0);
        }

        long callLong(String name) {
            try {
                return (long) function(name, FunctionDescriptor.of(JAVA_LONG)).invokeExact();
            } catch (Throwable e) {
                throw unexpected(e);
            }
        }

        /** A function; where there is no library, one that fails. */
        @SuppressWarnings("restricted")
        MethodHandle function(String name, FunctionDescriptor form, Linker.Option... options) {
            if (symbols == null) {
                MethodHandle fails = MethodHandles.throwException(
                        form.toMethodType().returnType(), UnsupportedOperationException.class);
                return MethodHandles.dropArguments(
                        fails.bindTo(new UnsupportedOperationException(problem)),
                        0,
                        form.toMethodType().parameterList());
            }
            return Linker.nativeLinker().downcallHandle(symbols.findOrThrow(name), form, options);
        }
    }

    /** Why there is no library; null: there is one. */
    static @Nullable String problem() {
        return LIBRARY.problem;
    }

    /** Such as "OpenSSL 3.0.19". */
    static String version() {
        return LIBRARY.version;
    }

    /** A context that its caller frees. */
    static long newContext() {
        long context;
        try {
            context = (long) NEW.invokeExact();
        } catch (Throwable e) {
            throw unexpected(e);
        }
        if (context == 0) {
            throw new OutOfMemoryError("OpenSSL has no memory for a cipher");
        }
        return context;
    }

    static void free(long context) {
        try {
            FREE.invokeExact(context);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Sets cipher, key and nonce; 0 leaves one as it is. 1: done. */
    static int init(long context, long cipher, long key, long nonce, boolean seal) {
        try {
            return (int) INIT.invokeExact(context, cipher, 0L, key, nonce, seal ? 1 : 0);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Enciphers or deciphers; with {@code out} 0 it is associated data. 1: done. */
    static int update(long context, long out, long written, long in, int length) {
        try {
            return (int) UPDATE.invokeExact(context, out, written, in, length);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** The last call for a datagram. 1: done, or the tag is right. */
    static int end(long context, long written) {
        try {
            return (int) END.invokeExact(context, 0L, written);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static int control(long context, int type, int argument, long memory) {
        try {
            return (int) CONTROL.invokeExact(context, type, argument, memory);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** A function that was found throws nothing of its own. */
    private static RuntimeException unexpected(Throwable cause) {
        if (cause instanceof Error error) {
            throw error;
        }
        return cause instanceof RuntimeException known ? known : new IllegalStateException(cause);
    }
}
