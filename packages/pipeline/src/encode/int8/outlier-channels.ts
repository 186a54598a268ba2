/** Channels of each tokens' tensor that stay in float32: one in so many. */
const ONE_IN = 12;

/**
 * Channels that are too wide for whole numbers to share a scale with the rest, and so are left to a small product
 * in float32 (Dettmers et al. 2022, LLM.int8(), §3.2): the widest twelfth, after smoothing.
 *
 * A share rather than a threshold, so that what it costs does not depend on the model. For
 * MiniLM a twelfth takes three quarters of the error away.
 *
 * @param peaks largest |x| of each channel; not modified
 * @param factors what each channel is divided by; not modified
 * @returns places of the channels, ascending; ties go to the lower place
 */
export function outlierChannels(peaks: Float32Array, factors: Float32Array): number[] {
  const widths = peaks.map((peak, channel) => peak / factors[channel]!);
  const byWidth = [...widths.keys()].sort((a, b) => widths[b]! - widths[a]! || a - b);
  return byWidth.slice(0, Math.round(peaks.length / ONE_IN)).sort((a, b) => a - b);
}
