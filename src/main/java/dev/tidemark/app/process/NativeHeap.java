package dev.tidemark.app.process;

import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * The memory that PyTorch gets from the C library. What it frees the library keeps for later, in
 * pieces; after a model of a hundred megabytes that is much, and grows from swap to swap.
 */
public final class NativeHeap {

  private NativeHeap() {}

  /**
   * Gives back to the system what is free (glibc's {@code malloc_trim}); tens of milliseconds.
   * Nothing happens where the JVM does not offer it: it does on Linux since JDK 17.0.9.
   */
  public static void trim() {
    try {
      var unused =
          ManagementFactory.getPlatformMBeanServer()
              .invoke(
                  new ObjectName("com.sun.management:type=DiagnosticCommand"),
                  "systemTrimNativeHeap",
                  null,
                  null);
    } catch (JMException | RuntimeException e) {
      // Then it stays as large as it is.
    }
  }
}
