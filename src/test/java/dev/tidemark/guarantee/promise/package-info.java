/**
 * What Tidemark promises, one class each, all of them {@link
 * dev.tidemark.guarantee.promise.Promise}. To add one: write its class, add it to {@code
 * Promise.all()}, feed it a history that breaks it in {@code PromisesTest}, and give it a line in
 * docs/guarantees.md.
 */
@org.jspecify.annotations.NullMarked
package dev.tidemark.guarantee.promise;
