package dev.tidemark.app.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.guarantee.world.ChildJvm;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** In JVMs of their own: what is compiled holds for a whole process. */
class SecondCompilerTest {

  @Test
  void itCompilesChecksumsAndNothingElse() {
    List<String> compiled = compiledAtLevel4(List.of("-Dsecond.compiler=hot-loops"));

    assertThat(compiled)
        .anyMatch(method -> method.contains("sun.security.provider."))
        .noneMatch(method -> method.contains("SecondCompilerTest"));
  }

  @Test
  void whereNobodyAsksItIsAsTheJvmLikes() {
    assertThat(compiledAtLevel4(List.of()))
        .anyMatch(method -> method.contains("sun.security.provider."))
        .anyMatch(method -> method.contains("SecondCompilerTest"));
  }

  private static List<String> compiledAtLevel4(List<String> options) {
    List<String> all = new ArrayList<>(options);
    // Later options win over the first compiler alone, which children are started with.
    all.addAll(List.of("-XX:TieredStopAtLevel=4", "-XX:+PrintCompilation", "-Xbatch"));
    try (ChildJvm child = ChildJvm.start(all, Busy.class.getName(), List.of())) {
      assertThat(child.awaitEnd(Duration.ofMinutes(2))).as(child.log()).isZero();
      List<String> lines = child.log().lines().toList();
      int begin = lines.indexOf(Busy.BEGIN);
      assertThat(begin).as("the directives are accepted in silence").isPositive();
      assertThat(lines).noneMatch(line -> line.contains("more than it should"));
      return lines.subList(begin, lines.size()).stream()
          .filter(line -> line.matches(" *\\d+ +\\d+ [ %sb!n]+ 4 .*"))
          .toList();
    }
  }

  /** Hashes, and counts. */
  static final class Busy {

    static final String BEGIN = "-- begin --";

    private Busy() {}

    public static void main(String[] arguments) throws Exception {
      SecondCompiler.onlyForHotLoops();
      System.out.println(BEGIN);
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] bytes = new byte[1 << 16];
      int odd = 0;
      for (int i = 0; i < 400; i++) {
        digest.update(bytes);
        for (int j = 0; j < 20_000; j++) {
          odd += count(i + j);
        }
      }
      System.out.println(digest.digest().length + odd);
    }

    private static int count(int n) {
      return n % 3 == 0 ? n & 1 : n % 5;
    }
  }
}
