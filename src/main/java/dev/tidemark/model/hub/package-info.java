/**
 * Models named {@code hf://OWNER/NAME@REVISION}: fetched from the Hugging Face Hub into the cache
 * that all Hugging Face software shares, checked, and found there again without the network.
 *
 * <p>Start with {@link dev.tidemark.model.hub.Hub}. Below it: {@code Repository} (what the Hub says
 * it holds), {@code HubCache} (where files lie), {@code BlobDownload} (one file, to the end),
 * {@code HubClient} (one answer over HTTP).
 */
@org.jspecify.annotations.NullMarked
package dev.tidemark.model.hub;
