package dev.tidemark.stream;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * The broker of a {@link WithBroker}. It lies in the store of the test class, which starts it for
 * whoever asks first and, because a {@link Broker} is {@link AutoCloseable}, closes it after the
 * last test, whether that passed or not.
 */
final class BrokerOfClass implements ParameterResolver {

  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(BrokerOfClass.class);

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
    return parameter.getParameter().getType() == Broker.class;
  }

  @Override
  public Broker resolveParameter(ParameterContext parameter, ExtensionContext test) {
    // In the store of a single test it would live no longer than that.
    ExtensionContext ofClass = test;
    while (ofClass.getTestMethod().isPresent()) {
      ofClass = ofClass.getParent().orElseThrow();
    }
    return ofClass
        .getStore(NAMESPACE)
        .computeIfAbsent(Broker.class, type -> new Broker(), Broker.class);
  }
}
