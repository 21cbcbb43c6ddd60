/**
 * A process of Tidemark, put together: {@link dev.tidemark.app.instance.Instance} makes tagger,
 * trainer, metrics and page in the order that counts.
 */
@org.jspecify.annotations.NullMarked
package dev.tidemark.app.instance;
