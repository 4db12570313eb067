package streaming.recording.health;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import streaming.recording.failure.CannotNow;

/**
 * The disk below the work folder. Above the first limit the log warns; above the second nothing is downloaded, so that
 * what is left is for the joins that free the rest. Segments wait in their bucket meanwhile.
 */
public final class DiskProbe implements Probe {

    private static final Logger LOG = LoggerFactory.getLogger("recording.disk");

    private enum Level {
        ENOUGH,
        LITTLE,
        NONE
    }

    /**
     * How much room there is.
     *
     * @param free bytes that we may still write
     * @param total bytes that we could write on an empty disk, which is what df counts its percents of
     */
    public record Room(long free, long total) {

        /** From 0 to 1. */
        public double used() {
            return total == 0 ? 1 : (double) (total - free) / total;
        }

        /**
         * As if a hundredth of the disk more were used: a level that would be left even then is not come back to at
         * once.
         */
        private Room moreUsed() {
            return new Room(free - total / 100, total);
        }
    }

    /** Bytes for the last part, the index and the log of a join. */
    private static final long RESERVE = 64L << 20;

    private final Path folder;
    private final DiskLimit warn;
    private final DiskLimit pause;
    private final Outage writing;
    private Level level = Level.ENOUGH;
    private boolean tried;

    /**
     * @param folder work folder, which need not be there yet
     * @param warn from where on the log warns
     * @param pause from where on downloads pause
     */
    public DiskProbe(Path folder, DiskLimit warn, DiskLimit pause, Clock clock) {
        this.folder = folder;
        this.warn = warn;
        this.pause = pause;
        this.writing = new Outage(LOG, clock, "Work folder " + folder);
    }

    /** Measures, tries to write when that failed before, and logs what has changed. */
    public void look() {
        hasRoom();
        if (!tried || writing.reason() != null) {
            tried = true;
            try {
                Path probe = Files.createTempFile(Files.createDirectories(folder), ".probe", null);
                try {
                    Files.write(probe, new byte[4096]);
                } finally {
                    Files.delete(probe);
                }
                writing.isOver();
            } catch (IOException e) {
                writing.goesOn(e.toString());
            }
        }
    }

    /** Whether more may be downloaded at this moment. */
    public synchronized boolean hasRoom() {
        Room room = room();
        Level now = level(room);
        if (now.compareTo(level) < 0) {
            Level lower = level(room.moreUsed());
            now = lower.compareTo(level) < 0 ? lower : level;
        }
        if (now != level) {
            say(level, now, room);
            level = now;
        }
        return level != Level.NONE && writing.reason() == null;
    }

    /**
     * Whether so much may be downloaded at this moment. What an ended recording still lacks may use the last room: its
     * end frees more than that.
     *
     * @param ended whether its stream is over
     */
    public synchronized boolean takes(long bytes, boolean ended) {
        return hasRoom() || ended && writing.reason() == null && room().free() > bytes + RESERVE;
    }

    /**
     * A file could not be written.
     *
     * @param why for the log
     */
    public void cannotWrite(String why) {
        writing.goesOn(why);
    }

    /**
     * @param bytes to be written next
     * @throws CannotNow when they have no room
     */
    public void demand(long bytes) {
        long free = room().free();
        if (free < bytes) {
            throw new CannotNow(
                    "disk-full",
                    "no room on the disk of " + folder + ": " + bytes + " bytes are needed, " + free + " are free");
        }
    }

    /** How much room there is now. */
    public Room room() {
        File there = folder.toFile().getAbsoluteFile();
        while (!there.exists()) {
            there = there.getParentFile();
        }
        // File asks the kernel; FileStore looks for a mount point first, which not every container shows
        long free = there.getUsableSpace();
        // blocks that are kept for root count as neither used nor free
        return new Room(free, there.getTotalSpace() - there.getFreeSpace() + free);
    }

    @Override
    public synchronized String reason() {
        if (writing.reason() != null) {
            return "the work folder cannot be written";
        }
        return hasRoom() ? null : "the disk of the work folder is full: downloads pause";
    }

    private Level level(Room room) {
        return pause.isReached(room) ? Level.NONE : warn.isReached(room) ? Level.LITTLE : Level.ENOUGH;
    }

    private void say(Level before, Level now, Room room) {
        String figures = String.format(
                Locale.ROOT,
                "used=%.1f%% free=%d total=%d folder=%s",
                100 * room.used(),
                room.free(),
                room.total(),
                folder);
        if (now == Level.NONE) {
            LOG.warn("Disk full, downloads pause: {}", figures);
        } else if (before == Level.NONE) {
            LOG.info("Disk has room, downloads resume: {}", figures);
        }
        if (now == Level.LITTLE && before == Level.ENOUGH) {
            LOG.warn("Disk fills up: {}", figures);
        } else if (now == Level.ENOUGH) {
            LOG.info("Disk has enough room again: {}", figures);
        }
    }
}
