package dev.tidemark.guarantee;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.params.provider.CsvSource;

/** Either guarantee with either group protocol. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@CsvSource({
  "EXACTLY_ONCE_V2, CLASSIC",
  "AT_LEAST_ONCE, CLASSIC",
  "EXACTLY_ONCE_V2, STREAMS",
  "AT_LEAST_ONCE, STREAMS"
})
@interface EveryProtocol {}
