package streaming.recording.embedded;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The two changes that make the bundled programs run on a machine without a desktop, in the format of 64-bit
 * little-endian ELF files (elf(5), System V ABI; versions: "ELF Symbol Versioning" of the Linux Standard Base).
 */
final class Elf {
    private static final int HEADER = 64;
    private static final int PROGRAM_HEADER = 56;
    private static final int PT_LOAD = 1;
    private static final int PT_DYNAMIC = 2;
    private static final int PT_GNU_STACK = 0x6474e551;
    private static final int DT_RPATH = 15;
    private static final int DT_RUNPATH = 29;

    private Elf() {}

    /**
     * Lets a program find the libraries of its libraries in its own folder too. The programs carry {@code RUNPATH
     * $ORIGIN}, which ld.so(8) uses for direct dependencies only; the older tag {@code RPATH} of the same value holds
     * for all, and no caller needs LD_LIBRARY_PATH. A program without RUNPATH is left alone.
     */
    static void searchOwnFolderForAllLibraries(Path program) throws IOException {
        ByteBuffer elf = littleEndian(Files.readAllBytes(program));
        int at = (int) elf.getLong(32);
        for (int i = 0; i < elf.getShort(56); i++, at += PROGRAM_HEADER) {
            if (elf.getInt(at) == PT_DYNAMIC) {
                int entry = (int) elf.getLong(at + 8);
                for (int end = entry + (int) elf.getLong(at + 32); entry < end; entry += 16) {
                    if (elf.getLong(entry) == DT_RUNPATH) {
                        elf.putLong(entry, DT_RPATH);
                    }
                }
            }
        }
        Files.write(program, elf.array());
    }

    /**
     * A shared object that defines nothing but its name and its version names: it satisfies a program that was linked
     * against a library and never calls it (functions are bound at their first call).
     *
     * @param like a program or library of the machine type that the stand-in is for
     * @param soname the library it stands for, as {@code libpulse.so.0}
     * @param versions the version names that are asked of it; without them the loader prints warnings
     */
    static byte[] standIn(Path like, String soname, List<String> versions) throws IOException {
        var strings = new ByteArrayOutputStream();
        strings.write(0);
        int name = add(strings, soname);
        List<Integer> versionNames = new ArrayList<>();
        for (String version : versions) {
            versionNames.add(add(strings, version));
        }
        int segments = HEADER + 3 * PROGRAM_HEADER;
        int symbols = segments; // one empty symbol, as the format demands
        int hash = symbols + 24; // one bucket, one chain
        int symbolVersions = hash + 16; // one, padded to 8
        int definitions = symbolVersions + 8; // 28 bytes each, the first for the file itself
        int table = definitions + (versions.isEmpty() ? 0 : 28 * (versions.size() + 1));
        int dynamic = (table + strings.size() + 7) & ~7;
        int entries = versions.isEmpty() ? 7 : 10;
        ByteBuffer out = littleEndian(new byte[dynamic + 16 * entries]);

        byte[] model = new byte[HEADER];
        try (var in = Files.newInputStream(like)) {
            in.readNBytes(model, 0, HEADER);
        }
        out.put(0, model, 0, 20); // identification, type and machine as the model has them
        out.putShort(16, (short) 3).putInt(20, 1).putLong(32, HEADER); // ET_DYN
        out.putShort(52, (short) HEADER)
                .putShort(54, (short) PROGRAM_HEADER)
                .putShort(56, (short) 3)
                .putShort(58, (short) 64);
        segment(out, 0, PT_LOAD, 6, 0, out.capacity(), 0x10000); // 64 KiB: the largest page of any machine
        segment(out, 1, PT_DYNAMIC, 6, dynamic, 16 * entries, 8);
        segment(out, 2, PT_GNU_STACK, 6, 0, 0, 16);

        out.putInt(hash, 1).putInt(hash + 4, 1);
        out.put(table, strings.toByteArray());
        long[][] tags = {{14, name}, {4, hash}, {5, table}, {6, symbols}, {10, strings.size()}, {11, 24}};
        int at = dynamic;
        for (long[] tag : tags) {
            at = entry(out, at, tag[0], tag[1]);
        }
        if (!versions.isEmpty()) {
            at = entry(out, at, 0x6ffffff0L, symbolVersions);
            at = entry(out, at, 0x6ffffffcL, definitions);
            entry(out, at, 0x6ffffffdL, versions.size() + 1);
            definition(out, definitions, 1, 1, soname, name, versions.isEmpty());
            for (int i = 0; i < versions.size(); i++) {
                definition(
                        out,
                        definitions + 28 * (i + 1),
                        0,
                        i + 2,
                        versions.get(i),
                        versionNames.get(i),
                        i == versions.size() - 1);
            }
        }
        return out.array();
    }

    private static int add(ByteArrayOutputStream strings, String text) {
        int at = strings.size();
        strings.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
        strings.write(0);
        return at;
    }

    private static void segment(ByteBuffer out, int index, int type, int flags, int offset, int size, int alignment) {
        int at = HEADER + index * PROGRAM_HEADER;
        out.putInt(at, type)
                .putInt(at + 4, flags)
                .putLong(at + 8, offset)
                .putLong(at + 16, offset)
                .putLong(at + 24, offset);
        out.putLong(at + 32, size).putLong(at + 40, size).putLong(at + 48, alignment);
    }

    private static int entry(ByteBuffer out, int at, long tag, long value) {
        out.putLong(at, tag).putLong(at + 8, value);
        return at + 16;
    }

    /** One version definition (20 bytes) with its name (8 bytes). */
    private static void definition(
            ByteBuffer out, int at, int flags, int index, String version, int name, boolean last) {
        out.putShort(at, (short) 1)
                .putShort(at + 2, (short) flags)
                .putShort(at + 4, (short) index)
                .putShort(at + 6, (short) 1);
        out.putInt(at + 8, sysvHash(version)).putInt(at + 12, 20).putInt(at + 16, last ? 0 : 28);
        out.putInt(at + 20, name);
    }

    /** The hash of the System V ABI, by which versions are compared. */
    private static int sysvHash(String name) {
        int hash = 0;
        for (byte c : name.getBytes(StandardCharsets.US_ASCII)) {
            hash = (hash << 4) + c;
            hash = (hash ^ (hash & 0xf0000000) >>> 24) & 0x0fffffff;
        }
        return hash;
    }

    private static ByteBuffer littleEndian(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
