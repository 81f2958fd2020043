/**
 * The conformance program: checks a server, or a client, against PROTOCOL.md. It reads the page for itself: of this
 * project it uses the schemas and the classes for text alone. Begin with {@link dev.roomtalk.conformance.Conformance}.
 */
@NullMarked
package dev.roomtalk.conformance;

import org.jspecify.annotations.NullMarked;
