package dev.tidemark.ops.http;

import java.nio.ByteBuffer;
import java.util.Locale;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** What Jetty refuses by itself, before any route is asked, looks like everything else. */
final class JsonErrors extends ErrorHandler {

  @Override
  protected void generateResponse(
      Request request,
      Response response,
      int status,
      @Nullable String message,
      @Nullable Throwable cause,
      Callback callback) {
    Answer.Whole answer = answer(status);
    answer.headers().forEach(response.getHeaders()::put);
    SecurityHeaders.addTo(response.getHeaders(), request.isSecure());
    response.write(true, ByteBuffer.wrap(answer.body()), callback);
  }

  /** Jetty's own words may quote what was sent; the status says enough. */
  private static Answer.Whole answer(int status) {
    String reason = HttpStatus.getMessage(status);
    String code = reason.toLowerCase(Locale.ROOT).replaceAll("[^a-z]+", "_");
    String what =
        status == HttpStatus.BAD_REQUEST_400
            ? "this is no request that can be answered; the path may hold // or .., or a header may be wrong"
            : reason;
    return new HttpProblem(status, code, what).answer();
  }
}
