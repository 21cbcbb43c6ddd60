/**
 * What stands in {@code deploy}, {@code helm} and {@code docker-compose.yml}, held against the
 * application: names of settings, their values, command lines, ports, paths.
 */
package dev.tidemark.deploy;
