/** What a person's client remembers: servers' keys, and the tokens that prove who it is. */
@NullMarked
package dev.roomtalk.client.identity;

import org.jspecify.annotations.NullMarked;
