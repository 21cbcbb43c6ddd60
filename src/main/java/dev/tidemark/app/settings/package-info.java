/**
 * Every setting of Tidemark, declared once; loaded from a file, the environment and the command
 * line; all mistakes reported together.
 *
 * <p>Start with {@link dev.tidemark.app.settings.Settings}, the list; then {@link
 * dev.tidemark.app.settings.ConfigurationLoader}, which fills it. A new setting is one constant in
 * that list and one line in {@code SettingsTest}; {@code ./tidemark config-docs} writes its
 * documentation.
 */
@org.jspecify.annotations.NullMarked
package dev.tidemark.app.settings;
