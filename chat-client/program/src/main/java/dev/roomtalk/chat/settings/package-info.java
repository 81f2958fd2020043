/**
 * What a person has set for the client: the keys of the configuration file, and how values are read from it and from
 * the environment. Knows neither picocli nor a connection. Begin with {@link dev.roomtalk.chat.settings.Configuration}.
 */
@NullMarked
package dev.roomtalk.chat.settings;

import org.jspecify.annotations.NullMarked;
