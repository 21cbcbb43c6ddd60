/**
 * The model store in a bucket of anything that speaks S3; the only importer of the AWS SDK.
 *
 * <p>Start with {@link dev.tidemark.s3.S3Storage}.
 */
@org.jspecify.annotations.NullMarked
package dev.tidemark.s3;
