/**
 * Pictures of results: what a delivery costs and how long it takes, over the load. Begin at
 * {@link dev.roomtalk.bench.chart.LoadChart}. It reads results as JSON, so that kept ones can be drawn too.
 */
@NullMarked
package dev.roomtalk.bench.chart;

import org.jspecify.annotations.NullMarked;
