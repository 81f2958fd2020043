/**
 * The checks of a server: this program is its client. Begin with {@link dev.roomtalk.conformance.server.ServerChecks}.
 */
@NullMarked
package dev.roomtalk.conformance.server;

import org.jspecify.annotations.NullMarked;
