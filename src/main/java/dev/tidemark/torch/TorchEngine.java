package dev.tidemark.torch;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.pytorch.jni.JniUtils;
import java.util.Locale;

/** PyTorch as DJL loads it: devices and threads. */
public final class TorchEngine {

  static final String NAME = "PyTorch";

  private TorchEngine() {}

  /**
   * The device a setting names.
   *
   * @param setting {@code auto} (a GPU where there is one), {@code cpu}, {@code gpu}, {@code gpu:N}
   * @throws IllegalArgumentException when the setting is none of these, or that GPU is not there
   */
  static Device device(String setting) {
    String wanted = setting.toLowerCase(Locale.ROOT);
    int gpus = engine().getGpuCount();
    if (wanted.equals("cpu") || (wanted.equals("auto") && gpus == 0)) {
      return Device.cpu();
    }
    if (!wanted.equals("auto") && !wanted.matches("gpu(:\\d{1,4})?")) {
      throw new IllegalArgumentException(
          "device '%s' is none of auto, cpu, gpu, gpu:N".formatted(setting));
    }
    int index = wanted.startsWith("gpu:") ? Integer.parseInt(wanted.substring(4)) : 0;
    if (index >= gpus) {
      throw new IllegalArgumentException(
          "device '%s' was asked for, but PyTorch sees %s. Use device=cpu, or run where an NVIDIA GPU and its driver are, with a build made by: mvn -Dcuda package"
              .formatted(setting, gpus == 0 ? "no GPU" : gpus + " GPU(s), numbered from 0"));
    }
    return Device.gpu(index);
  }

  /**
   * Cores that one operation uses from now on, on threads that have computed nothing yet; 0 for
   * all.
   */
  public static void useThreads(int threads) {
    var unused = engine();
    JniUtils.setNumThreads(threads > 0 ? threads : Runtime.getRuntime().availableProcessors());
  }

  /** Loads the library, the first time. */
  private static Engine engine() {
    return ExitGate.inside(() -> Engine.getEngine(NAME));
  }

  /** Seeds dropout. */
  static void seed(long seed) {
    var unused = engine();
    JniUtils.setSeed(seed);
  }
}
