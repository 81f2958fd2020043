import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassElement;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.lang.constant.ClassDesc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.Map;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Gives the classes of a jar that were compiled for Java 5 or before the version of Java 8, with the stack maps that it
 * demands. An AOT cache keeps no classes without stack maps, and to verify them takes long: picocli, which is compiled
 * for Java 5, took a third of the time in which a command starts. A jar without such classes stays as it is.
 *
 * <p>Usage: {@code java ModernClasses.java JAR}
 */
final class ModernClasses {
    private ModernClasses() {}

    public static void main(String[] arguments) throws IOException {
        Path file = Path.of(arguments[0]);
        Map<String, byte[]> entries = new HashMap<>();
        Path made = file.resolveSibling(file.getFileName() + ".new");
        boolean changed = false;
        try (JarFile jar = new JarFile(file.toFile());
                ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(made))) {
            for (ZipEntry entry : jar.stream().toList()) {
                entries.put(entry.getName(), jar.getInputStream(entry).readAllBytes());
            }
            for (ZipEntry entry : jar.stream().toList()) {
                byte[] bytes = entries.get(entry.getName());
                if (isOld(entry.getName(), bytes)) {
                    bytes = modern(bytes, entries);
                    changed = true;
                }
                ZipEntry copy = new ZipEntry(entry.getName());
                copy.setTimeLocal(entry.getTimeLocal());
                out.putNextEntry(copy);
                out.write(bytes);
                out.closeEntry();
            }
        }
        if (changed) {
            Files.move(made, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } else {
            Files.delete(made);
        }
    }

    private static boolean isOld(String name, byte[] bytes) {
        // Magic number, minor version, major version (JVMS 4.1).
        return name.endsWith(".class") && ((bytes[6] & 0xFF) << 8 | (bytes[7] & 0xFF)) < ClassFile.JAVA_6_VERSION;
    }

    private static byte[] modern(byte[] old, Map<String, byte[]> jar) {
        ClassFile files = ClassFile.of(
                ClassFile.StackMapsOption.GENERATE_STACK_MAPS,
                ClassFile.ClassHierarchyResolverOption.of(hierarchy(jar)));
        ClassModel model = files.parse(old);
        // A body that is not transformed would be copied as it is.
        ClassTransform bodies = ClassTransform.transformingMethodBodies(CodeTransform.ACCEPT_ALL);
        return files.transformClass(model, bodies.andThen(ModernClasses::withVersion));
    }

    private static void withVersion(ClassBuilder builder, ClassElement element) {
        if (element instanceof ClassFileVersion) {
            builder.withVersion(ClassFile.JAVA_8_VERSION, 0);
        } else {
            builder.with(element);
        }
    }

    /** Where superclasses are looked up: in the jar, and in the Java runtime. */
    private static ClassHierarchyResolver hierarchy(Map<String, byte[]> jar) {
        return ClassHierarchyResolver.ofResourceParsing(described -> open(described, jar))
                .orElse(ClassHierarchyResolver.defaultResolver());
    }

    private static InputStream open(ClassDesc described, Map<String, byte[]> jar) {
        String descriptor = described.descriptorString();
        byte[] bytes = jar.get(descriptor.substring(1, descriptor.length() - 1) + ".class");
        return bytes == null ? null : new ByteArrayInputStream(bytes);
    }
}
