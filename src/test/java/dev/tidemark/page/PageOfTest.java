package dev.tidemark.page;

import java.io.IOException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests a browser and the Tidemark it looks at. The latter lies in the store of the whole
 * test run, which closes it at the end; a browser is closed after its test.
 */
final class PageOfTest implements ParameterResolver {

  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(PageOfTest.class);

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
    Class<?> type = parameter.getParameter().getType();
    return type == PageInBrowser.class || type == RunningTidemark.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext test) {
    // The browser first: where there is none, nothing needs to be started.
    PageInBrowser page =
        test.getStore(NAMESPACE)
            .computeIfAbsent(
                PageInBrowser.class, t -> new PageInBrowser(Chromium.start()), PageInBrowser.class);
    RunningTidemark tidemark =
        test.getRoot()
            .getStore(NAMESPACE)
            .computeIfAbsent(RunningTidemark.class, t -> startTidemark(), RunningTidemark.class);
    return parameter.getParameter().getType() == PageInBrowser.class ? page : tidemark;
  }

  private static RunningTidemark startTidemark() {
    try {
      return RunningTidemark.start();
    } catch (IOException e) {
      throw new AssertionError("Tidemark did not start", e);
    }
  }
}
