/**
 * The checks of a client: this program is its server, and does what a script says. Begin with {@link
 * dev.roomtalk.conformance.client.ClientChecks}.
 */
@NullMarked
package dev.roomtalk.conformance.client;

import org.jspecify.annotations.NullMarked;
