/**
 * The live feed: tagged records on their way to browsers, as server-sent events. Start with {@link
 * dev.tidemark.ops.feed.FeedHub}; {@link dev.tidemark.ops.feed.FeedMailbox} decides what a browser
 * is sent and what it is only told of.
 */
@org.jspecify.annotations.NullMarked
package dev.tidemark.ops.feed;
