// Cyclic redundancy check of 32 bits, table-driven, bits reflected, all ones in and out.
//
// Detects every burst of errors up to 32 bits long (Peterson and Brown, "Cyclic codes for error
// detection", 1961). Against accidents, not against forgery.

/** A checksum function for a reflected generator polynomial. */
export function makeCrc32(polynomial: number): (bytes: Uint8Array) => number {
  const table = Uint32Array.from({ length: 256 }, (_, byte) => {
    let crc = byte
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ polynomial : crc >>> 1
    return crc
  })
  return bytes => {
    let crc = 0xffffffff
    for (let i = 0; i < bytes.length; i++) crc = table[(crc ^ bytes[i]) & 0xff] ^ (crc >>> 8)
    return ~crc >>> 0
  }
}

/** CRC-32 of PNG, zip and Ethernet, an unsigned integer. */
export const crc32 = makeCrc32(0xedb88320)
