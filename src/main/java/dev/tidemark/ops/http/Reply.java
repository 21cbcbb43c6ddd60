package dev.tidemark.ops.http;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletionException;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Sends the one answer that a request gets, without holding a thread for slow readers. */
record Reply(
    Request request,
    Response response,
    Callback callback,
    ConnectionWatch connections,
    Streams streams) {

  void send(Answer answer) {
    answer.headers().forEach(response.getHeaders()::put);
    if (answer instanceof Answer.Whole whole) {
      response.setStatus(whole.status());
      if (whole.status() != 204) {
        response.getHeaders().put("Content-Length", whole.body().length);
      }
      connections.sending(request);
      // Of a HEAD, Jetty sends the head alone.
      response.write(true, ByteBuffer.wrap(whole.body()), callback);
    } else if (answer instanceof Answer.Streamed streamed) {
      response.setStatus(200);
      if (request.getMethod().equals("HEAD")) {
        response.write(true, ByteBuffer.allocate(0), callback);
      } else {
        streams.run(this, streamed.body());
      }
    }
  }

  void refuse(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    if (cause instanceof HttpProblem problem) {
      if (problem.status() == 408) {
        response.getHeaders().put("Connection", "close");
      }
      send(problem.answer());
    } else {
      send(new HttpProblem(500, "internal", "this failed here; the log says where").answer());
    }
  }
}
