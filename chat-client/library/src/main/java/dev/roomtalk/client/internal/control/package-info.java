/**
 * The control connection: TCP and TLS with the server, the check of its key, requests and their answers, pings. Begin
 * with {@link dev.roomtalk.client.internal.control.ControlConnection}. Not part of the API.
 */
@NullMarked
package dev.roomtalk.client.internal.control;

import org.jspecify.annotations.NullMarked;
