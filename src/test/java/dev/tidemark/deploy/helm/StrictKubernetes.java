package dev.tidemark.deploy.helm;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads manifests into Kubernetes' own types. Those of fabric8 keep fields they do not know for the
 * sake of other versions of Kubernetes; here such a field is a mistake, as it is to a server that
 * is asked for strict validation.
 */
final class StrictKubernetes {

  private static final Map<String, Class<?>> TYPES =
      Map.of(
          "apps/v1/Deployment", Deployment.class,
          "v1/Service", Service.class,
          "v1/ServiceAccount", ServiceAccount.class,
          "v1/PersistentVolumeClaim", PersistentVolumeClaim.class,
          "policy/v1/PodDisruptionBudget", PodDisruptionBudget.class,
          "autoscaling/v2/HorizontalPodAutoscaler", HorizontalPodAutoscaler.class,
          "networking.k8s.io/v1/NetworkPolicy", NetworkPolicy.class,
          "monitoring.coreos.com/v1/ServiceMonitor", ServiceMonitor.class,
          "monitoring.coreos.com/v1/PrometheusRule", PrometheusRule.class,
          "keda.sh/v1alpha1/ScaledObject", ScaledObject.class);

  private static final ObjectMapper STRICT =
      JsonMapper.builder().annotationIntrospector(new NoOtherFields()).build();

  private StrictKubernetes() {}

  /** KEDA's, as far as the chart uses it; there is no Java type of theirs. */
  record ScaledObject(
      String apiVersion, String kind, Map<String, Object> metadata, ScaledObjectSpec spec) {

    record ScaledObjectSpec(
        Target scaleTargetRef,
        @Nullable Integer minReplicaCount,
        @Nullable Integer maxReplicaCount,
        @Nullable Integer cooldownPeriod,
        @Nullable Integer pollingInterval,
        List<Trigger> triggers) {}

    record Target(@Nullable String apiVersion, @Nullable String kind, String name) {}

    record Trigger(
        String type,
        Map<String, String> metadata,
        @Nullable Map<String, String> authenticationRef) {}
  }

  /**
   * Accepts a manifest of a known type without a field that the type has not.
   *
   * @throws AssertionError that names the field
   */
  static void check(JsonNode manifest) {
    String type = manifest.path("apiVersion").asText() + "/" + manifest.path("kind").asText();
    Class<?> java = TYPES.get(type);
    if (java == null) {
      throw new AssertionError("no type of Kubernetes: " + type);
    }
    try {
      STRICT.treeToValue(manifest, java);
    } catch (JsonProcessingException e) {
      throw new AssertionError(
          "%s %s: %s".formatted(type, manifest.at("/metadata/name").asText(), e.getMessage()), e);
    }
  }

  private static final class NoOtherFields extends JacksonAnnotationIntrospector {

    private static final long serialVersionUID = 1L;

    @Override
    public Boolean hasAnySetter(Annotated annotated) {
      return false;
    }
  }
}
