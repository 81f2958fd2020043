package dev.roomtalk.server.files;

/**
 * How much of files there may be, in bytes.
 *
 * @param perFile the longest file; 0: no files at all
 * @param perUser all files of one user together
 * @param perRoom all files of one room together
 * @param total all files together
 * @param rate bytes in a second that all transfers together may take; 0: as many as they can
 * @param transfers how many there may be at one time
 */
public record FileLimits(long perFile, long perUser, long perRoom, long total, long rate, int transfers) {}
