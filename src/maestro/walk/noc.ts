// Delay of the network on chip between two buffer levels (specification "cost model", section 3.10).
//
// Units: elements, elements per cycle, cycles. Multicast is free; hops enter through the latency only.

/**
 * Cycles until the last of `elements` has arrived: latency + sends − 1, sends rounded up.
 * Quirk 3: no elements cost latency − 1, which may be −1. Element counts of illegal mappings can be
 * negative; the rounding is then that of C's division.
 */
export function nocDelay(elements: number, bandwidth: number, latency: number): number {
  // Most transfers fit into one send, and a division costs as much as all the rest.
  if (elements > 0 && elements <= bandwidth) return latency
  const sends = Math.trunc(elements / bandwidth)
  // No remainder operator: on floating-point numbers it is many times slower than a product.
  return latency + (sends * bandwidth === elements ? sends - 1 : sends)
}
