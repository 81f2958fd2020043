package dev.roomtalk.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Files and directories of this process's user. What is written here follows no symbolic link that another user may
 * have put in its place, and goes into no directory in which another user may replace files: the rule that ssh has for
 * its own. Any thread. On a system without POSIX permissions or without {@code /proc} nothing is checked.
 */
public final class PrivateFiles {
    /** Permissions of a file for its owner alone. */
    public static final String OWNER_ONLY = "rw-------";

    private static final Path SELF = Path.of("/proc/self");
    private static final int GROUP_WRITES = 0020;
    private static final int OTHERS_WRITE = 0002;
    private static final int SET_GROUP = 02000;
    private static final int STICKY = 01000;
    private static final int ROOT = 0;

    private PrivateFiles() {}

    /**
     * Makes a directory that is missing, and those above it, for this user alone.
     *
     * @throws IOException if it cannot be made, or {@link #requireSafe} refuses it
     */
    public static void makeDirectory(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            Files.createDirectories(directory, permissions("rwx------"));
        }
        requireSafe(directory);
    }

    /**
     * Makes a directory that only this user may enter, or takes everybody else's access to the one that is there.
     *
     * @throws IOException if it cannot be made or changed, or {@link #requireSafe} refuses it
     */
    public static void makePrivateDirectory(Path directory) throws IOException {
        makeDirectory(directory);
        if (Files.isDirectory(SELF) && uid(directory) == uid(SELF)) {
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
        }
    }

    /**
     * Refuses a directory in which another user could replace files: it belongs to this user or to root, and nobody
     * else may write to it. Its group may where it is this user's private one, or where root owns the directory and has
     * it keep one of this process's groups (as Kubernetes mounts volumes).
     *
     * @throws IOException in a sentence for the person
     */
    public static void requireSafe(Path directory) throws IOException {
        require(directory, false);
    }

    /**
     * As {@link #requireSafe}, but a directory of root's is also good in which everybody may make files and nobody may
     * replace another's, as {@code /tmp} (its sticky bit is set): for files that are there already, and sockets.
     *
     * @throws IOException in a sentence for the person
     */
    public static void requireNobodyReplaces(Path directory) throws IOException {
        require(directory, true);
    }

    /**
     * Refuses a file that another user could change or replace: it, or what it links to, belongs to this user or to
     * root, nobody else may write to it, and {@link #requireNobodyReplaces} holds for the directories of both.
     *
     * @throws IOException in a sentence for the person
     */
    public static void requireSafeFile(Path file) throws IOException {
        Path real = file.toRealPath();
        require(real, false);
        requireNobodyReplaces(directoryOf(file));
        requireNobodyReplaces(directoryOf(real));
    }

    private static void require(Path path, boolean stickyWillDo) throws IOException {
        if (!Files.isDirectory(SELF)) {
            return;
        }
        int self = uid(SELF);
        int owner = uid(path);
        boolean directory = Files.isDirectory(path);
        if (owner != self && owner != ROOT) {
            String mend = self == ROOT && directory
                    ? "run it as that user (runuser -u " + Files.getOwner(path) + " -- ...), or give another directory"
                    : "give another " + (directory ? "directory" : "file") + ", or make it yours with chown";
            throw new IOException(path + " belongs to " + Files.getOwner(path) + ", not to " + Files.getOwner(SELF)
                    + ", as whom this program runs: " + mend);
        }
        int mode = number(path, "mode");
        int group = number(path, "gid");
        if (stickyWillDo && owner == ROOT && (mode & STICKY) != 0) {
            return;
        }
        boolean groupIsOurs = owner == ROOT ? (mode & SET_GROUP) != 0 && groups().contains(group) : group == owner;
        if ((mode & OTHERS_WRITE) != 0 || ((mode & GROUP_WRITES) != 0 && !groupIsOurs)) {
            throw new IOException(path + " can be written by other users (its mode is " + octal(mode) + "), who could "
                    + (directory ? "replace what is in it" : "change it") + ": chmod go-w " + path);
        }
    }

    /**
     * The file that a name stands for: the name itself, or what it links to if this user made both.
     *
     * @throws IOException the link or its target belongs to somebody else, or leads nowhere
     */
    public static Path followOwnLink(Path file) throws IOException {
        if (!Files.isSymbolicLink(file)) {
            return file;
        }
        Path target = file.toRealPath();
        if (Files.isDirectory(SELF)) {
            int self = uid(SELF);
            int link = (int) Files.getAttribute(file, "unix:uid", LinkOption.NOFOLLOW_LINKS);
            if (link != self || uid(target) != self) {
                throw new IOException(file + " is a symbolic link to " + target + ", and one of the two is not yours");
            }
        }
        return target;
    }

    /**
     * Puts a file in the place of another, if there is one; readers see the whole of either. A symbolic link of that
     * name is replaced, not followed. What root puts into the directory of another user belongs to that user, whose
     * program has to read it.
     *
     * @param permissions of the file, as {@code rw-------}
     */
    public static void replace(Path file, byte[] content, String permissions) throws IOException {
        Path absolute = file.toAbsolutePath();
        // Made exclusively, under a name that nobody can guess.
        Path directory = directoryOf(file);
        Path draft = Files.createTempFile(directory, ".new-", "", permissions(OWNER_ONLY));
        try {
            giveToOwnerOfDirectory(draft);
            try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
                write(channel, content);
                channel.force(true);
            }
            if (!permissions.equals(OWNER_ONLY) && posix()) {
                Files.setPosixFilePermissions(draft, PosixFilePermissions.fromString(permissions));
            }
            try {
                Files.move(draft, absolute, StandardCopyOption.ATOMIC_MOVE);
            } catch (AtomicMoveNotSupportedException e) {
                Files.move(draft, absolute, StandardCopyOption.REPLACE_EXISTING);
            }
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    /** Makes what root has put into the directory of another user that user's; otherwise the file stays as it is. */
    public static void giveToOwnerOfDirectory(Path file) throws IOException {
        Path directory = directoryOf(file);
        if (runsAsRoot() && uid(directory) != ROOT) {
            Files.setOwner(file, Files.getOwner(directory));
        }
    }

    /** Whether this process is root's; false where there is no {@code /proc}. */
    public static boolean runsAsRoot() throws IOException {
        return Files.isDirectory(SELF) && uid(SELF) == ROOT;
    }

    /** The directory that a file is in. */
    public static Path directoryOf(Path file) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        if (directory == null) {
            throw new IOException(file + " is not a file in a directory");
        }
        return directory;
    }

    /** Opens a file, or makes it for this user alone; fails where the name is a symbolic link. */
    public static FileChannel open(Path file, OpenOption... options) throws IOException {
        Set<OpenOption> all = new HashSet<>(List.of(options));
        all.add(LinkOption.NOFOLLOW_LINKS);
        return FileChannel.open(file, all, permissions(OWNER_ONLY));
    }

    /** Writes all of it. */
    public static void write(FileChannel channel, byte[] content) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(content);
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private static FileAttribute<?>[] permissions(String text) {
        return posix()
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(text))}
                : new FileAttribute<?>[0];
    }

    private static boolean posix() {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    }

    private static int uid(Path file) throws IOException {
        return number(file, "uid");
    }

    private static int number(Path file, String attribute) throws IOException {
        return (int) Files.getAttribute(file, "unix:" + attribute);
    }

    private static String octal(int mode) {
        return "%04o".formatted(mode & 07777);
    }

    /** The groups of this process, as {@code proc_pid_status(5)} has them. */
    private static Set<Integer> groups() throws IOException {
        Set<Integer> groups = new HashSet<>(Set.of(number(SELF, "gid")));
        for (String line : Files.readAllLines(SELF.resolve("status"))) {
            if (line.startsWith("Groups:")) {
                for (String group : line.substring("Groups:".length()).trim().split("\\s+", -1)) {
                    if (!group.isEmpty()) {
                        groups.add(Integer.parseUnsignedInt(group));
                    }
                }
            }
        }
        return groups;
    }
}
