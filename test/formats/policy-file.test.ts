// The exported policy: what goes in comes out, and nothing damaged is taken for a policy.

import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { InputError } from "../../src/core/errors.ts"
import { crc32, makeCrc32 } from "../../src/formats/crc32.ts"
import { analects as code } from "../../src/formats/generated/policy.ts"
import type { analects } from "../../src/formats/generated/policy-types.d.ts"
import type { PolicyFile } from "../../src/formats/policy-file.ts"
import { MAX_POLICY_BYTES, policyTensor, readPolicy, writePolicy } from "../../src/formats/policy-file.ts"

const proto = (code as unknown as typeof analects).policy

const EXAMPLE: PolicyFile = {
  kind: "scorer",
  architecture: { hidden: [32, 32], activation: "tanh" },
  tensors: [
    { name: "choice/kernel", shape: [2, 3], data: Float32Array.of(0.1, -2, 3.5, 0, 1e-30, 7) },
    { name: "bias", shape: [3], data: Float32Array.of(1, 2, 3) },
    { name: "temperature", shape: [], data: Float32Array.of(1) },
  ],
  observationSpace: { type: "dict", choice: { type: "box", shape: [12, 2] } },
  actionSpace: { type: "discrete", n: 4 },
  features: [
    { name: "value share", group: "choice", offset: 0, scale: 1 },
    { name: "tightness", group: "situation", offset: -0.5, scale: 3 },
  ],
  actionTable: [
    { layer: "conv1", pe: [1, 1, 128], tile: [1, 12, 12] },
    { layer: "conv2", pe: [2], tile: [3] },
  ],
  provenance: { seed: "7", analects: "0.1.0", network: "resnet18", "": "empty key" },
}

/** A file around any payload, with a right checksum. */
function envelope(payload: Uint8Array, changes: object = {}): Uint8Array {
  const fields = { magic: "analects-policy", format: 1, crc32: crc32(payload), payload, ...changes }
  return proto.Envelope.encode(fields).finish()
}

/** A file whose payload is the example's with some fields replaced, bypassing the checks of writePolicy. */
function forged(change: (policy: analects.policy.Policy) => void): Uint8Array {
  const policy = proto.Policy.decode(proto.Envelope.decode(writePolicy(EXAMPLE)).payload)
  change(policy)
  return envelope(proto.Policy.encode(policy).finish())
}

/** What reading throws, or null when it takes the bytes for a policy. */
function thrownBy(bytes: Uint8Array): unknown {
  try {
    readPolicy(bytes)
    return null
  } catch (error) {
    return error
  }
}

test("CRC-32 gives the published check values", () => {
  const digits = new TextEncoder().encode("123456789")
  expect(crc32(digits)).toBe(0xcbf43926)
  expect(makeCrc32(0x82f63b78)(digits)).toBe(0xe3069283) // Castagnoli
})

describe("round trip", () => {
  test("every field comes back", () => {
    expect(readPolicy(writePolicy(EXAMPLE))).toEqual(EXAMPLE)
  })

  test("equal policies give equal bytes, whatever the order of the provenance", () => {
    const other = { ...EXAMPLE, provenance: { network: "resnet18", "": "empty key", analects: "0.1.0", seed: "7" } }
    expect(writePolicy(other)).toEqual(writePolicy(EXAMPLE))
  })

  test("any finite float32 tensor and any text", () => {
    const float = fc.float({ noNaN: true, noDefaultInfinity: true })
    const text = fc.string({ unit: "grapheme" })
    fc.assert(
      fc.property(fc.array(float, { minLength: 1 }), text, fc.dictionary(text, text), (data, name, provenance) => {
        const tensors = [{ name: `t${name}`, shape: [data.length], data: Float32Array.from(data) }]
        const policy = { ...EXAMPLE, tensors, architecture: { name }, provenance }
        const back = readPolicy(writePolicy(policy))
        expect(back.tensors).toEqual(tensors)
        expect(back.architecture).toEqual({ name })
        expect(Object.entries(back.provenance).sort()).toEqual(Object.entries(provenance).sort())
      }),
    )
  })

  test("a view into a larger buffer is read like a copy", () => {
    const bytes = writePolicy(EXAMPLE)
    const larger = new Uint8Array(bytes.length + 20).fill(255)
    larger.set(bytes, 7)
    expect(readPolicy(larger.subarray(7, 7 + bytes.length))).toEqual(EXAMPLE)
  })
})

describe("damage", () => {
  const bytes = writePolicy(EXAMPLE)

  test("every truncation is refused", () => {
    for (let n = 0; n < bytes.length; n++) {
      const error = thrownBy(bytes.subarray(0, n))
      expect(error).toBeInstanceOf(InputError)
      expect((error as Error).message).toMatch(/cut short|damaged|format 0/)
    }
  })

  test("every flip of a single bit is refused", () => {
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const damaged = Uint8Array.from(bytes)
      damaged[bit >> 3] ^= 1 << (bit & 7)
      expect(thrownBy(damaged), `bit ${bit}`).toBeInstanceOf(InputError)
    }
  })

  test("several overwritten bytes are refused", () => {
    const edits = fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 })), { minLength: 1 })
    fc.assert(
      fc.property(edits, list => {
        const damaged = Uint8Array.from(bytes)
        for (const [at, mask] of list) damaged[at] ^= mask
        fc.pre(damaged.some((byte, i) => byte !== bytes[i]))
        expect(thrownBy(damaged)).toBeInstanceOf(InputError)
      }),
      { numRuns: 500 },
    )
  })

  test("anything added at the end is refused", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1 }), tail => {
        expect(thrownBy(Uint8Array.from([...bytes, ...tail]))).toBeInstanceOf(InputError)
      }),
    )
  })

  test("no payload with a right checksum makes reading throw anything but InputError", () => {
    const payload = proto.Envelope.decode(bytes).payload
    const edits = fc.array(fc.tuple(fc.nat(payload.length - 1), fc.nat(255)))
    fc.assert(
      fc.property(edits, fc.nat(payload.length), (list, length) => {
        const changed = Uint8Array.from(payload).subarray(0, length)
        for (const [at, byte] of list) if (at < length) changed[at] = byte
        expect(thrownBy(envelope(changed)) ?? new InputError("")).toBeInstanceOf(InputError)
      }),
      { numRuns: 2000 },
    )
  })

  test.each([
    [new Uint8Array(0), "policy file is cut short: it has 0 bytes"],
    [new TextEncoder().encode("layer,K,C\n"), "policy file is not an exported policy (wrong first bytes)"],
    [envelope(new Uint8Array(4), { format: 3 }), "policy file has format 3, this version reads 1"],
    [envelope(new Uint8Array(4), { crc32: 1 }), "policy file is damaged: checksum 2144df1c, recorded 00000001"],
    [new Uint8Array(MAX_POLICY_BYTES + 1), "policy file has 16777217 bytes, at most 16777216 are allowed"],
  ])("the message says what is wrong (%#)", (damaged, message) => {
    expect(thrownBy(damaged)).toEqual(new InputError(message))
  })

  test("the message starts with the path, where one is given", () => {
    expect(() => readPolicy(new Uint8Array(0), "runs/a/policy.pb")).toThrow(/^runs\/a\/policy\.pb is cut short/)
  })
})

/** `FUZZ_RUNS=1000000 npx vitest run test/formats/policy-file.test.ts` is the long run. */
const FUZZ_RUNS = Number(process.env.FUZZ_RUNS ?? 2000)

/** The bytes of a payload of `count` copies of a field. */
const repeated = (field: readonly number[], count: number) =>
  Uint8Array.from({ length: field.length * count }, (_, i) => field[i % field.length])

describe("hostile files", () => {
  const payload = proto.Envelope.decode(writePolicy(EXAMPLE)).payload

  test.each<[string, readonly number[], string]>([
    ["tensors", [0x1a, 0], "has more than 20000 fields"],
    ["features", [0x32, 0], "has more than 20000 fields"],
    ["action lists", [0x3a, 0], "has more than 20000 fields"],
    ["provenance", [0x42, 0], "has more than 20000 fields"],
    ["unknown fields", [0x7a, 0], "has more than 20000 fields"],
    ["groups within groups", [0x7b], "is cut short or damaged"],
  ])("a hundred thousand %s are refused before they are made", (_, field, message) => {
    const bytes = envelope(repeated(field, 100_000))
    expect(() => readPolicy(bytes)).toThrow(InputError)
    expect(() => readPolicy(bytes)).toThrow(message)
  })

  /** A length of more than there is, in a field of the payload and in one of a tensor. */
  const huge = [0xff, 0xff, 0xff, 0xff, 0x07]
  test.each<[string, readonly number[]]>([
    ["text", [0x0a, ...huge]],
    ["tensor", [0x1a, ...huge]],
    ["list of numbers", [0x1a, 6, 0x1a, ...huge]],
    ["list of extents", [0x1a, 6, 0x12, ...huge]],
    ["64-bit length", [0x0a, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01]],
  ])("a declared length of gigabytes: %s", (_, field) => {
    expect(thrownBy(envelope(Uint8Array.of(...payload, ...field)))).toBeInstanceOf(InputError)
  })

  test("a declared shape of more numbers than there are", () => {
    for (const shape of [
      [4294967295, 4294967295],
      [65536, 65536, 65536, 65536],
    ]) {
      expect(() => readPolicy(forged(p => (p.tensors[0].shape = shape)))).toThrow("has 6 numbers for shape [")
    }
    const axes = Array(1_000_000).fill(1)
    expect(() => readPolicy(forged(p => (p.tensors[0].shape = axes)))).toThrow(
      'tensor "choice/kernel" has 1000000 axes',
    )
  })

  test.each<[string, string, string]>([
    ["deep lists", `{"a":${"[".repeat(1e6)}${"]".repeat(1e6)}}`, "is nested deeper than 64"],
    ["deep objects", '{"a":'.repeat(65) + "0" + "}".repeat(65), "is nested deeper than 64"],
    ["long", `{"a":"${"x".repeat(4e6)}"}`, "characters, at most 4000000 are allowed"],
    ["never closed", "[".repeat(3e6), "is nested deeper than 64"],
  ])("JSON: %s", (_, text, message) => {
    expect(() => readPolicy(forged(p => (p.architectureJson = text)))).toThrow(InputError)
    expect(() => readPolicy(forged(p => (p.architectureJson = text)))).toThrow(message)
  })

  test("brackets in strings do not nest", () => {
    const bytes = forged(p => (p.architectureJson = JSON.stringify({ a: `\\"${"[{".repeat(100)}` })))
    expect(readPolicy(bytes).architecture.a).toContain("[{[{")
  })

  test("whatever is done to a payload, reading gives a policy or an InputError", () => {
    const edit = fc.oneof(
      fc.record({ kind: fc.constant("set"), at: fc.nat(payload.length - 1), byte: fc.nat(255) }),
      fc.record({ kind: fc.constant("cut"), at: fc.nat(payload.length - 1), byte: fc.nat(64) }),
      fc.record({ kind: fc.constant("repeat"), at: fc.nat(payload.length - 1), byte: fc.nat(64) }),
    )
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 8 }), edits => {
        let bytes = [...payload]
        for (const { kind, at, byte } of edits) {
          if (kind === "set") bytes[at] = byte
          else if (kind === "cut") bytes.splice(at, byte)
          else bytes = [...bytes.slice(0, at + byte), ...bytes.slice(at)]
        }
        expect(thrownBy(envelope(Uint8Array.from(bytes.map(b => b ?? 0)))) ?? new InputError("")).toBeInstanceOf(
          InputError,
        )
      }),
      { numRuns: FUZZ_RUNS },
    )
  })
})

describe("content", () => {
  const cases: [string, (p: analects.policy.Policy) => void, string][] = [
    ["long kind", p => (p.kind = "k".repeat(1e6)), "policy file: kind has 1000000 characters"],
    ["no kind", p => (p.kind = ""), "policy file: kind is empty"],
    ["shape", p => (p.tensors[0].shape = [2, 2]), 'policy file: tensor "choice/kernel" has 6 numbers for shape [2, 2]'],
    ["zero extent", p => (p.tensors[1] = { name: "x", shape: [0] }), 'tensor "x" has 0 numbers for shape [0]'],
    ["NaN weight", p => (p.tensors[1].data![1] = Number.NaN), 'tensor "bias" holds NaN at index 1'],
    ["infinite weight", p => (p.tensors[1].data![2] = -Infinity), 'tensor "bias" holds -Infinity at index 2'],
    ["same tensor twice", p => (p.tensors[1].name = "temperature"), 'tensor "temperature" occurs twice'],
    ["nameless tensor", p => (p.tensors[1].name = ""), "tensor without a name"],
    ["scale 0", p => (p.features[1].scale = 0), 'feature "situation/tightness" has offset -0.5 and scale 0'],
    ["uneven table", p => p.actionTable[0].tile!.pop(), 'table of layer "conv1" has 3 PE counts and 2 tiles'],
    ["PE 0", p => (p.actionTable[1].pe![0] = 0), 'table of layer "conv2" holds 0, expected integers of at least 1'],
    ["empty table", p => (p.actionTable[1] = { layer: "" }), "the action table is empty"],
    ["broken JSON", p => (p.actionSpaceJson = "{"), "policy file: actionSpace is cut short or damaged"],
    ["JSON array", p => (p.architectureJson = "[]"), "policy file: architecture is not a JSON object"],
    ["key twice", p => p.provenance.push({ key: "seed" }), 'provenance key "seed" is repeated or out of order'],
  ]
  test.each(cases)("%s", (_, change, message) => {
    const bytes = forged(change)
    expect(() => readPolicy(bytes)).toThrow(InputError)
    expect(() => readPolicy(bytes)).toThrow(message)
  })

  test("writing refuses what reading would refuse", () => {
    const nan = [{ name: "w", shape: [1], data: Float32Array.of(Number.NaN) }]
    expect(() => writePolicy({ ...EXAMPLE, tensors: nan })).toThrow('policy: tensor "w" holds NaN at index 0')
    const fraction = [{ layer: "", pe: [1.5], tile: [1] }]
    expect(() => writePolicy({ ...EXAMPLE, actionTable: fraction })).toThrow("holds 1.5")
    const space = { low: [0, -Infinity] }
    expect(() => writePolicy({ ...EXAMPLE, observationSpace: space })).toThrow(
      'policy: observationSpace holds -Infinity at "1", expected finite numbers',
    )
  })

  test("policyTensor wants name and shape", () => {
    expect(policyTensor(EXAMPLE, "bias", [3])).toEqual(Float32Array.of(1, 2, 3))
    expect(() => policyTensor(EXAMPLE, "bais", [3])).toThrow('Did you mean "bias"?')
    expect(() => policyTensor(EXAMPLE, "bias", [4])).toThrow('tensor "bias" has shape [3], expected [4]')
  })
})
