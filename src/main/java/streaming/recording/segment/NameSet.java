package streaming.recording.segment;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * Names of which only is asked whether they are here: 8 bytes of a digest each, since a month has a million of them.
 * Two of a million are taken for one another once in thirty million recordings.
 */
final class NameSet {

    /** Stands for an empty place; the digest that is this number is another one. */
    private static final long NONE = 0;

    private final MessageDigest md5 = DigestUtils.getMd5Digest();
    private long[] table = new long[1 << 10];
    private int size;

    void add(String name) {
        if (2 * size >= table.length) {
            long[] before = table;
            table = new long[2 * before.length];
            Arrays.stream(before).filter(one -> one != NONE).forEach(one -> table[place(one)] = one);
        }
        long digest = digest(name);
        int place = place(digest);
        size += table[place] == NONE ? 1 : 0;
        table[place] = digest;
    }

    boolean contains(String name) {
        long digest = digest(name);
        return table[place(digest)] == digest;
    }

    /** Where it is, or the empty place where it would be. */
    private int place(long digest) {
        int place = (int) digest & table.length - 1;
        while (table[place] != NONE && table[place] != digest) {
            place = place + 1 & table.length - 1;
        }
        return place;
    }

    private long digest(String name) {
        long digest = ByteBuffer.wrap(md5.digest(name.getBytes(StandardCharsets.UTF_8)))
                .getLong();
        return digest == NONE ? 1 : digest;
    }
}
