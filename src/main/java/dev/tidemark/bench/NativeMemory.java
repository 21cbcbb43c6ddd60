package dev.tidemark.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * Memory of this process that is in use outside the Java heap: tensors live there. The heap must be
 * left out, since it grows and shrinks as the collector likes.
 */
public final class NativeMemory {

  private static final Path MAPPINGS = Path.of("/proc/self/smaps");
  private static final Pattern MAPPING = Pattern.compile("([0-9a-f]+)-([0-9a-f]+) ");

  private NativeMemory() {}

  /** Whether this system tells. */
  public static boolean isKnown() {
    return Files.isReadable(MAPPINGS);
  }

  /** Resident megabytes of every mapping but those of the Java heap. */
  public static double megabytes() throws IOException {
    long[] heap =
        Pattern.compile("0x([0-9a-f]{8,16})")
            .matcher(heapInfo())
            .results()
            .mapToLong(address -> Long.parseUnsignedLong(address.group(1), 16))
            .sorted()
            .toArray();
    if (heap.length < 2) {
      throw new IllegalStateException("this JVM does not tell where its heap lies");
    }
    return resident(heap[0], heap[heap.length - 1]);
  }

  private static double resident(long heapStart, long heapEnd) throws IOException {
    long kilobytes = 0;
    boolean counts = false;
    for (String line : Files.readAllLines(MAPPINGS)) {
      Matcher mapping = MAPPING.matcher(line);
      if (mapping.lookingAt()) {
        long start = Long.parseUnsignedLong(mapping.group(1), 16);
        counts =
            Long.compareUnsigned(start, heapStart) < 0 || Long.compareUnsigned(start, heapEnd) >= 0;
      } else if (counts && line.startsWith("Rss:")) {
        kilobytes += Long.parseLong(line.replaceAll("\\D", ""));
      }
    }
    return kilobytes / 1024.0;
  }

  private static String heapInfo() {
    try {
      return (String)
          ManagementFactory.getPlatformMBeanServer()
              .invoke(
                  new ObjectName("com.sun.management:type=DiagnosticCommand"),
                  "gcHeapInfo",
                  null,
                  null);
    } catch (JMException e) {
      throw new IllegalStateException("this JVM does not tell about its heap", e);
    }
  }
}
